package dev.farrier.match;

import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.MatchedEvent.Match;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.Policy.Mode;
import dev.farrier.policy.cel.Condition;
import dev.farrier.policy.cel.Condition.Subject;
import dev.farrier.policy.cel.InvalidCelException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One bundle's policies, made ready for many events. Immutable but for the counters it calls. */
public final class MatchIndex {
    private final Map<String, SourceIndex> sources = new HashMap<>();
    private final MatchCounters counters;

    private MatchIndex(MatchCounters counters) {
        this.counters = counters;
    }

    /** Counts nothing. */
    public static MatchIndex compile(Bundle bundle) {
        return compile(bundle, MatchCounters.NONE);
    }

    /**
     * Policies whose mode is off are left out.
     *
     * @throws IllegalStateException when a condition does not compile: the bundle was never checked
     */
    public static MatchIndex compile(Bundle bundle, MatchCounters counters) {
        MatchIndex index = new MatchIndex(counters);
        Map<String, List<Candidate>> bySource = new HashMap<>();
        Map<String, Condition> conditions = new HashMap<>();
        int order = 0;
        for (Policy policy : bundle.policies().values()) {
            if (policy.mode() == Mode.OFF) {
                continue;
            }
            for (Alternative alternative : policy.alternatives()) {
                Candidate candidate =
                        new Candidate(order++, policy, alternative, condition(alternative.where(), conditions));
                alternative.sources().stream()
                        .distinct()
                        .forEach(source -> bySource.computeIfAbsent(source, s -> new ArrayList<>())
                                .add(candidate));
            }
        }
        bySource.forEach((source, candidates) -> index.sources.put(source, new SourceIndex(candidates)));
        return index;
    }

    private static @Nullable Condition condition(String where, Map<String, Condition> conditions) {
        if (where.isEmpty()) {
            return null;
        }
        Condition known = conditions.get(where);
        if (known == null) {
            try {
                known = Condition.compile(where);
            } catch (InvalidCelException e) {
                throw new IllegalStateException("unchecked condition '" + where + "'", e);
            }
            conditions.put(where, known);
        }
        return known;
    }

    /**
     * The policies that the event concerns, once for each distinct group, in the order of their names. A resolved alert is
     * matched as it would be if it fired: what it means is up to the detector.
     */
    public List<MatchedEvent> match(Event event) {
        SourceIndex source = sources.get(event.source());
        if (source == null) {
            return List.of();
        }
        List<Candidate> met = new ArrayList<>();
        Supplier<Subject> subject = once(event);
        source.candidates(event, candidate -> {
            if (candidate.meets(event, subject, counters)) {
                met.add(candidate);
            }
        });
        met.sort(Comparator.comparingInt(Candidate::order));
        Map<Policy, List<String>> policies = new LinkedHashMap<>();
        for (Candidate candidate : met) {
            policies.computeIfAbsent(candidate.policy(), policy -> new ArrayList<>())
                    .add(candidate.alternative().name());
        }
        return grouped(event, policies);
    }

    private static Supplier<Subject> once(Event event) {
        return new Supplier<>() {
            private @Nullable Subject made;

            @Override
            public Subject get() {
                Subject subject = made == null ? Subject.of(event) : made;
                made = subject;
                return subject;
            }
        };
    }

    private List<MatchedEvent> grouped(Event event, Map<Policy, List<String>> policies) {
        Map<SortedMap<String, String>, List<Match>> groups = new LinkedHashMap<>();
        policies.forEach((policy, alternatives) -> {
            SortedMap<String, String> group = group(event, policy);
            if (group != null) {
                groups.computeIfAbsent(group, g -> new ArrayList<>())
                        .add(new Match(policy.name(), policy.detectorHash(), alternatives));
            }
        });
        return groups.entrySet().stream()
                .map(entry -> new MatchedEvent(event, entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Null when the event lacks one of the labels. */
    private @Nullable SortedMap<String, String> group(Event event, Policy policy) {
        TreeMap<String, String> group = new TreeMap<>();
        for (String label : policy.groupBy()) {
            String value = event.label(label);
            if (value.isEmpty()) {
                counters.labelMissing(policy.name(), label);
                return null;
            }
            group.put(label, value);
        }
        return Labels.copyOf(group);
    }
}
