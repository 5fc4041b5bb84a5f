package dev.farrier.match;

import dev.farrier.model.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The candidates of one source. Each stands under one label and value that it needs, the rarest of those it names, so
 * that an event meets few candidates however many there are; those that need none are tried on every event.
 */
final class SourceIndex {
    private final Map<String, Map<String, List<Candidate>>> byLabel = new LinkedHashMap<>();
    private final List<Candidate> always = new ArrayList<>();

    SourceIndex(List<Candidate> candidates) {
        Map<String, Map<String, Integer>> uses = new HashMap<>();
        for (Candidate candidate : candidates) {
            for (Selector selector : Selector.of(candidate)) {
                Map<String, Integer> values = uses.computeIfAbsent(selector.label(), label -> new HashMap<>());
                selector.values().forEach(value -> values.merge(value, 1, Integer::sum));
            }
        }
        for (Candidate candidate : candidates) {
            place(candidate, uses);
        }
    }

    private void place(Candidate candidate, Map<String, Map<String, Integer>> uses) {
        Selector rarest = null;
        int fewest = Integer.MAX_VALUE;
        for (Selector selector : Selector.of(candidate)) {
            Map<String, Integer> values = uses.getOrDefault(selector.label(), Map.of());
            int most = selector.values().stream()
                    .mapToInt(value -> values.getOrDefault(value, 0))
                    .max()
                    .orElse(0);
            if (most < fewest) {
                fewest = most;
                rarest = selector;
            }
        }
        if (rarest == null) {
            always.add(candidate);
            return;
        }
        Map<String, List<Candidate>> values = byLabel.computeIfAbsent(rarest.label(), label -> new HashMap<>());
        rarest.values()
                .forEach(value ->
                        values.computeIfAbsent(value, v -> new ArrayList<>()).add(candidate));
    }

    /** Those that may concern the event, each once, in no order. */
    void candidates(Event event, Consumer<Candidate> consumer) {
        byLabel.forEach((label, values) ->
                values.getOrDefault(event.label(label), List.of()).forEach(consumer));
        always.forEach(consumer);
    }
}
