package dev.farrier.match;

import dev.farrier.model.Event;
import dev.farrier.model.EventView;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.MatchedEvent.PolicyMatch;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.Policy.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One bundle's policies, compiled for many events: an event that matches none costs a hash look-up for each label that policies
 * name values of, and, where policies look for patterns in all messages of a source, one scan. Thread-safe.
 */
public final class MatchIndex implements AutoCloseable {
    /** Characters of the matches of one part. Ingest keeps an event below 450 kB, and a record has 1 MB. */
    private static final int MAX_MATCHES_SIZE = 256_000;

    private static final int MATCH_OVERHEAD = 64;
    private static final int NAME_OVERHEAD = 8;

    private final Map<String, SourceIndex> sources = new HashMap<>();
    private final MatchListener listener;

    private MatchIndex(MatchListener listener) {
        this.listener = listener;
    }

    /** Without listener and native library. */
    public static MatchIndex compile(Bundle bundle) {
        return compile(bundle, MatchListener.NONE, PatternEngine.PORTABLE);
    }

    /** Leaves out policies whose mode is off. Takes seconds for thousands of policies: never on a stream thread. */
    public static MatchIndex compile(Bundle bundle, MatchListener listener, PatternEngine engine) {
        Map<String, List<Candidate>> bySource = new HashMap<>();
        Map<List<String>, Grouping> groupings = new HashMap<>(); // shared: few stay in the processor's cache
        int order = 0;
        for (Policy policy : bundle.policies().values()) {
            if (policy.mode() == Mode.OFF) {
                continue;
            }
            Grouping grouping = groupings.computeIfAbsent(policy.groupBy(), Grouping::of);
            for (Alternative alternative : policy.alternatives()) {
                Candidate candidate = Candidate.of(order++, policy, grouping, alternative);
                alternative.sources().stream()
                        .distinct()
                        .forEach(source -> bySource.computeIfAbsent(source, s -> new ArrayList<>())
                                .add(candidate));
            }
        }
        MatchIndex index = new MatchIndex(listener);
        List<PatternSet> compiled = new ArrayList<>();
        PatternEngine remembering = patterns -> {
            PatternSet set = engine.compile(patterns);
            compiled.add(set);
            return set;
        };
        try {
            bySource.forEach(
                    (source, candidates) -> index.sources.put(source, new SourceIndex(candidates, remembering)));
        } catch (RuntimeException | Error e) {
            compiled.forEach(PatternSet::close); // else native memory of a half-made index would leak
            throw e;
        }
        return index;
    }

    /** False when {@link #match} would find nothing and report nothing: then the event need not be decoded. */
    public boolean mayMatch(EventView event) {
        SourceIndex source = sources.get(event.source());
        return source != null && source.mayMatch(event);
    }

    /**
     * The policies that the event matches, once for each distinct group, in the order of their names; thousands with the
     * same group in several parts, so that none is larger than the event and 256 kB. A resolved alert is matched as if it
     * fired: what it means is up to the detector.
     */
    public List<MatchedEvent> match(Event event) {
        SourceIndex source = sources.get(event.source());
        List<Candidate> matched = source == null ? List.of() : source.match(event, listener);
        if (matched.isEmpty()) {
            return List.of();
        }
        if (matched.size() == 1) {
            Candidate only = matched.getFirst();
            SortedMap<String, String> group = group(only.grouping(), event, only.match());
            return group == null ? List.of() : List.of(new MatchedEvent(event, group, only.match()));
        }
        // Groupings that differ never give the same group: no label of a group is empty.
        Map<Grouping, List<PolicyMatch>> byGrouping = new LinkedHashMap<>();
        for (int i = 0; i < matched.size(); ) {
            Candidate first = matched.get(i);
            int end = i + 1;
            while (end < matched.size() && matched.get(end).policy() == first.policy()) {
                end++;
            }
            byGrouping
                    .computeIfAbsent(first.grouping(), grouping -> new ArrayList<>())
                    .add(merge(matched.subList(i, end)));
            i = end;
        }
        List<MatchedEvent> parts = new ArrayList<>();
        byGrouping.forEach((grouping, matches) -> {
            SortedMap<String, String> group = group(grouping, event, matches);
            if (group != null) {
                split(event, group, matches, parts);
            }
        });
        return parts;
    }

    /** Alternatives of one policy. */
    private static PolicyMatch merge(List<Candidate> candidates) {
        PolicyMatch first = candidates.getFirst().match().getFirst();
        return candidates.size() == 1
                ? first
                : new PolicyMatch(
                        first.policy(),
                        first.detector(),
                        candidates.stream()
                                .map(candidate -> candidate
                                        .match()
                                        .getFirst()
                                        .alternatives()
                                        .getFirst())
                                .toList());
    }

    /** Null when the event lacks one of the labels, which is reported for each of the policies. */
    private @Nullable SortedMap<String, String> group(Grouping grouping, Event event, List<PolicyMatch> matches) {
        SortedMap<String, String> group = grouping.group(event);
        if (group == null) {
            String missing = grouping.missing(event);
            matches.forEach(match -> listener.labelMissing(match.policy(), missing));
        }
        return group;
    }

    /** Into as many parts as it takes for each to fit into a record. */
    private static void split(
            Event event, SortedMap<String, String> group, List<PolicyMatch> matches, List<MatchedEvent> parts) {
        int from = 0;
        long size = 0;
        for (int i = 0; i < matches.size(); i++) {
            long next = size(matches.get(i));
            if (i > from && size + next > MAX_MATCHES_SIZE) {
                parts.add(new MatchedEvent(event, group, matches.subList(from, i)));
                from = i;
                size = 0;
            }
            size += next;
        }
        parts.add(new MatchedEvent(event, group, matches.subList(from, matches.size())));
    }

    /** An upper bound; names and hashes are ASCII. */
    private static long size(PolicyMatch match) {
        long size = MATCH_OVERHEAD + match.policy().length() + match.detector().length();
        for (String alternative : match.alternatives()) {
            size += NAME_OVERHEAD + alternative.length();
        }
        return size;
    }

    /** Gives back native memory. Events may still be matched, more slowly: a stream thread may be in the middle of one. */
    @Override
    public void close() {
        sources.values().forEach(SourceIndex::close);
    }
}
