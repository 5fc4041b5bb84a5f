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
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One bundle's policies, made ready for many events: an event that concerns nobody costs a hash look-up for each field that
 * policies name values of, and, where policies look for patterns in all messages of a source, one scan. Thread-safe.
 */
public final class MatchIndex implements AutoCloseable {
    /** Characters of names and hashes, which are ASCII; ingest keeps an event below 450 kB, and a record has 1 MB. */
    private static final int MAX_MATCHES_SIZE = 256_000;

    private static final int MATCH_OVERHEAD = 64;
    private static final int NAME_OVERHEAD = 8;

    private final Map<String, SourceIndex> sources = new HashMap<>();
    private final MatchCounters counters;

    private MatchIndex(MatchCounters counters) {
        this.counters = counters;
    }

    /** Counts nothing, and needs nothing but Java. */
    public static MatchIndex compile(Bundle bundle) {
        return compile(bundle, MatchCounters.NONE, PatternEngine.PORTABLE);
    }

    /** Policies whose mode is off are left out. Takes its time, so never on a stream thread. */
    public static MatchIndex compile(Bundle bundle, MatchCounters counters, PatternEngine engine) {
        MatchIndex index = new MatchIndex(counters);
        Map<String, List<Candidate>> bySource = new HashMap<>();
        Map<List<String>, Grouping> groupings = new HashMap<>();
        Demands demands = new Demands();
        int order = 0;
        for (Policy policy : bundle.policies().values()) {
            if (policy.mode() == Mode.OFF) {
                continue;
            }
            Grouping grouping = groupings.computeIfAbsent(policy.groupBy(), Grouping::of);
            for (Alternative alternative : policy.alternatives()) {
                Candidate candidate = Candidate.of(order++, policy, grouping, alternative, demands);
                alternative.sources().stream()
                        .distinct()
                        .forEach(source -> bySource.computeIfAbsent(source, s -> new ArrayList<>())
                                .add(candidate));
            }
        }
        List<PatternSet> made = new ArrayList<>();
        PatternEngine remembering = patterns -> {
            PatternSet set = engine.compile(patterns);
            made.add(set);
            return set;
        };
        try {
            bySource.forEach((source, candidates) ->
                    index.sources.put(source, new SourceIndex(candidates, remembering, demands)));
        } catch (RuntimeException | Error e) {
            // what one source, or half of one, holds outside the heap would never be given back
            made.forEach(PatternSet::close);
            throw e;
        }
        return index;
    }

    /** False when {@link #match} would find nothing and count nothing: then the event need not be decoded. */
    public boolean mayConcern(EventView event) {
        SourceIndex source = sources.get(event.source());
        return source != null && source.mayConcern(event);
    }

    /**
     * The policies that the event concerns, once for each distinct group, in the order of their names; thousands with the
     * same group in several parts, so that none is larger than the event and 256 kB. A resolved alert is
     * matched as it would be if it fired: what it means is up to the detector.
     */
    public List<MatchedEvent> match(Event event) {
        SourceIndex source = sources.get(event.source());
        Look look = source == null ? null : source.look(event, counters);
        if (look == null || look.size() == 0) {
            return List.of();
        }
        if (look.size() == 1) {
            Candidate only = look.met(0);
            SortedMap<String, String> group = group(only, event);
            return group == null ? List.of() : List.of(new MatchedEvent(event, group, only.alone()));
        }
        look.sort();
        return grouped(event, look);
    }

    private List<MatchedEvent> grouped(Event event, Look look) {
        // few: a policy's alternatives stand side by side, and most policies group by the same labels
        List<Grouping> groupings = new ArrayList<>();
        List<SortedMap<String, String>> groups = new ArrayList<>();
        List<List<PolicyMatch>> matches = new ArrayList<>();
        for (int i = 0; i < look.size(); ) {
            Candidate first = look.met(i);
            int next = i + 1;
            while (next < look.size() && look.met(next).policy() == first.policy()) {
                next++;
            }
            int at = groupings.indexOf(first.grouping());
            SortedMap<String, String> group = at < 0 ? group(first, event) : groups.get(at);
            if (group != null) {
                if (at < 0) {
                    at = groupings.size();
                    groupings.add(first.grouping());
                    groups.add(group);
                    matches.add(new ArrayList<>());
                }
                matches.get(at).add(next == i + 1 ? first.alone().getFirst() : together(look, i, next));
            }
            i = next;
        }
        List<MatchedEvent> matched = new ArrayList<>(groups.size());
        for (int i = 0; i < groups.size(); i++) {
            split(event, groups.get(i), matches.get(i), matched);
        }
        return matched;
    }

    /** Into as many as it takes for each to fit into a record. */
    private static void split(
            Event event, SortedMap<String, String> group, List<PolicyMatch> matches, List<MatchedEvent> into) {
        int from = 0;
        long size = 0;
        for (int i = 0; i < matches.size(); i++) {
            long one = size(matches.get(i));
            if (i > from && size + one > MAX_MATCHES_SIZE) {
                into.add(new MatchedEvent(event, group, matches.subList(from, i)));
                from = i;
                size = 0;
            }
            size += one;
        }
        into.add(new MatchedEvent(event, group, matches.subList(from, matches.size())));
    }

    /** About, and rather too much. */
    private static long size(PolicyMatch match) {
        long size = MATCH_OVERHEAD + match.policy().length() + match.detector().length();
        for (int i = 0; i < match.alternatives().size(); i++) {
            size += NAME_OVERHEAD + match.alternatives().get(i).length();
        }
        return size;
    }

    private static PolicyMatch together(Look look, int from, int to) {
        List<String> alternatives = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            alternatives.add(look.met(i).alternative());
        }
        PolicyMatch first = look.met(from).alone().getFirst();
        return new PolicyMatch(first.policy(), first.detector(), alternatives);
    }

    /** Null when the event lacks one of the labels. */
    private @Nullable SortedMap<String, String> group(Candidate candidate, Event event) {
        SortedMap<String, String> group = candidate.grouping().group(event);
        if (group == null) {
            counters.labelMissing(
                    candidate.policy().name(), candidate.grouping().missing(event));
        }
        return group;
    }

    /** Gives back memory that is not the heap's. Events may still be matched, more slowly: on their way as this was replaced. */
    @Override
    public void close() {
        sources.values().forEach(SourceIndex::close);
    }
}
