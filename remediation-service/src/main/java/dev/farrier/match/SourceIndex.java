package dev.farrier.match;

import dev.farrier.model.Event;
import dev.farrier.model.EventView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The candidates of one source. Each stands under one field and value that it needs, the rarest of those it names, so that an
 * event costs as many look-ups as there are such fields, and meets few candidates however many there are.
 */
final class SourceIndex implements AutoCloseable {
    private final Table[] tables;
    private final @Nullable Finding others;

    private record Table(Field field, ValueTable byValue) {}

    SourceIndex(List<Candidate> candidates, PatternEngine engine, Demands demands) {
        Map<Field, Map<String, Integer>> uses = new HashMap<>();
        for (Candidate candidate : candidates) {
            for (Demand.OneOf selector : selectors(candidate)) {
                Map<String, Integer> values = uses.computeIfAbsent(selector.field(), field -> new HashMap<>());
                selector.values().forEach(value -> values.merge(value, 1, Integer::sum));
            }
        }
        Map<Field, Map<String, List<Candidate>>> placed = new LinkedHashMap<>();
        List<Candidate> rest = new ArrayList<>();
        for (Candidate candidate : candidates) {
            Demand.OneOf rarest = rarest(candidate, uses);
            if (rarest == null) {
                rest.add(candidate);
                continue;
            }
            Map<String, List<Candidate>> values = placed.computeIfAbsent(rarest.field(), field -> new HashMap<>());
            Candidate found = candidate.without(rarest, demands);
            rarest.values()
                    .forEach(value -> values.computeIfAbsent(value, v -> new ArrayList<>())
                            .add(found));
        }
        tables = placed.entrySet().stream()
                .map(entry -> new Table(entry.getKey(), table(entry.getValue(), engine, demands)))
                .toArray(Table[]::new);
        others = rest.isEmpty() ? null : Bucket.of(rest, engine, demands);
    }

    private static ValueTable table(Map<String, List<Candidate>> byValue, PatternEngine engine, Demands demands) {
        Map<String, Finding> findings = HashMap.newHashMap(byValue.size());
        byValue.forEach((value, candidates) -> findings.put(value, Bucket.of(candidates, engine, demands)));
        return new ValueTable(findings);
    }

    /** Those that need a value: an empty one stands for a missing label, which is not looked up. */
    private static List<Demand.OneOf> selectors(Candidate candidate) {
        List<Demand.OneOf> selectors = new ArrayList<>();
        for (Demand demand : candidate.demands()) {
            if (demand instanceof Demand.OneOf oneOf && !oneOf.values().contains("")) {
                selectors.add(oneOf);
            }
        }
        return selectors;
    }

    /** Of equally rare ones that whose field more candidates name, so that fewer fields are looked up for each event. */
    private static Demand.@Nullable OneOf rarest(Candidate candidate, Map<Field, Map<String, Integer>> uses) {
        Demand.OneOf rarest = null;
        int fewest = Integer.MAX_VALUE;
        int widest = 0;
        for (Demand.OneOf selector : selectors(candidate)) {
            Map<String, Integer> values = uses.getOrDefault(selector.field(), Map.of());
            int most = selector.values().stream()
                    .mapToInt(value -> values.getOrDefault(value, 0))
                    .max()
                    .orElse(0);
            if (most < fewest || (most == fewest && values.size() > widest)) {
                fewest = most;
                widest = values.size();
                rarest = selector;
            }
        }
        return rarest;
    }

    /** False when {@link #look} would find nothing, as look-ups alone tell. */
    boolean mayConcern(EventView event) {
        if (others != null) {
            return true;
        }
        for (Table table : tables) {
            if (table.byValue.mayHold(table.field.hash(event)) && table.byValue.get(table.field.of(event)) != null) {
                return true;
            }
        }
        return false;
    }

    /** What the event meets; null: nothing, and that is known from look-ups alone. */
    @Nullable
    Look look(Event event, MatchCounters counters) {
        Look look = null;
        for (Table table : tables) {
            Finding finding = table.byValue.get(table.field.of(event));
            if (finding != null) {
                look = look == null ? new Look(event, counters) : look;
                finding.look(look);
            }
        }
        if (others != null) {
            look = look == null ? new Look(event, counters) : look;
            others.look(look);
        }
        return look;
    }

    @Override
    public void close() {
        for (Table table : tables) {
            table.byValue.close();
        }
        if (others != null) {
            others.close();
        }
    }
}
