package dev.farrier.match;

import dev.farrier.match.Requirement.OneOf;
import dev.farrier.model.Event;
import dev.farrier.model.EventView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The candidates of one source. Each is filed under one label and value that it requires, the rarest of those it names: an
 * event costs one look-up for each such label, and few candidates are tested however many there are.
 */
final class SourceIndex implements AutoCloseable {
    private final List<LabelIndex> labels;
    /** Candidates that require no value of any label. */
    private final @Nullable LookupResult others;

    private record LabelIndex(String label, Map<String, LookupResult> byValue) {}

    SourceIndex(List<Candidate> candidates, PatternEngine engine) {
        Map<String, Map<String, Integer>> uses = new HashMap<>();
        for (Candidate candidate : candidates) {
            for (OneOf selector : selectors(candidate)) {
                Map<String, Integer> values = uses.computeIfAbsent(selector.label(), label -> new HashMap<>());
                selector.values().forEach(value -> values.merge(value, 1, Integer::sum));
            }
        }
        Map<String, Map<String, List<Candidate>>> filed = new LinkedHashMap<>();
        List<Candidate> rest = new ArrayList<>();
        Map<List<Requirement>, List<Requirement>> lists = new HashMap<>();
        for (Candidate candidate : candidates) {
            OneOf rarest = rarest(candidate, uses);
            if (rarest == null) {
                rest.add(candidate);
                continue;
            }
            Map<String, List<Candidate>> values = filed.computeIfAbsent(rarest.label(), label -> new HashMap<>());
            Candidate found = candidate.without(rarest, lists);
            rarest.values()
                    .forEach(value -> values.computeIfAbsent(value, v -> new ArrayList<>())
                            .add(found));
        }
        labels = filed.entrySet().stream()
                .map(entry -> new LabelIndex(entry.getKey(), results(entry.getValue(), engine, lists)))
                .toList();
        others = rest.isEmpty() ? null : CandidateSet.of(rest, engine, lists);
    }

    private static Map<String, LookupResult> results(
            Map<String, List<Candidate>> byValue,
            PatternEngine engine,
            Map<List<Requirement>, List<Requirement>> lists) {
        // Sparse: most events have none of the values, which an empty place tells without a key to compare.
        Map<String, LookupResult> results = HashMap.newHashMap(4 * byValue.size());
        byValue.forEach((value, candidates) -> results.put(value, CandidateSet.of(candidates, engine, lists)));
        return results;
    }

    /** Without those that an empty value meets: it stands for a missing label, which is not looked up. */
    private static List<OneOf> selectors(Candidate candidate) {
        List<OneOf> selectors = new ArrayList<>();
        for (Requirement requirement : candidate.requirements()) {
            if (requirement instanceof OneOf oneOf && !oneOf.values().contains("")) {
                selectors.add(oneOf);
            }
        }
        return selectors;
    }

    /** Of equally rare ones that whose label more candidates name, so that fewer labels are looked up for each event. */
    private static @Nullable OneOf rarest(Candidate candidate, Map<String, Map<String, Integer>> uses) {
        OneOf rarest = null;
        int fewest = Integer.MAX_VALUE;
        int widest = 0;
        for (OneOf selector : selectors(candidate)) {
            Map<String, Integer> values = uses.getOrDefault(selector.label(), Map.of());
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

    /** False when look-ups alone tell that no candidate matches. */
    boolean mayMatch(EventView event) {
        if (others != null) {
            return true;
        }
        for (LabelIndex index : labels) {
            if (index.byValue.containsKey(event.label(index.label))) {
                return true;
            }
        }
        return false;
    }

    List<Candidate> match(Event event, MatchListener listener) {
        MatchContext context = null;
        for (LabelIndex index : labels) {
            LookupResult found = index.byValue.get(event.label(index.label));
            if (found != null) {
                context = context == null ? new MatchContext(event, listener) : context;
                found.test(context);
            }
        }
        if (others != null) {
            context = context == null ? new MatchContext(event, listener) : context;
            others.test(context);
        }
        return context == null ? List.of() : context.matched();
    }

    @Override
    public void close() {
        labels.forEach(index -> index.byValue.values().forEach(LookupResult::close));
        if (others != null) {
            others.close();
        }
    }
}
