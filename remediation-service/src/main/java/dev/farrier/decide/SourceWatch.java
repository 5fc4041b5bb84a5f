package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Seen;
import dev.farrier.model.Incident;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Source;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is known of the sources behind an incident: read how far, and who was heard when (promise 4). */
final class SourceWatch {
    private SourceWatch() {}

    /** The sources whose events count for this policy's detector, sorted. */
    static List<String> counted(Policy policy) {
        return sourcesOf(policy, policy.detector().of());
    }

    /** Those, and the sources whose events would end the symptom in this way, sorted: who could tell that it is over. */
    static List<String> telling(Policy policy, Clearing clearing) {
        TreeSet<String> sources = new TreeSet<>(counted(policy));
        if (clearing instanceof Clearing.Match match) {
            sources.addAll(sourcesOf(policy, match.of()));
        }
        return List.copyOf(sources);
    }

    /** All whose events mean something for this policy, sorted. */
    static List<String> all(Policy policy) {
        TreeSet<String> sources = new TreeSet<>(telling(policy, policy.clears()));
        for (Rung rung : policy.remediate()) {
            if (rung.verify().check() instanceof Rung.Check.ByEvents events) {
                sources.addAll(telling(policy, events.clearing()));
            }
        }
        return List.copyOf(sources);
    }

    private static List<String> sourcesOf(Policy policy, Collection<String> alternatives) {
        TreeSet<String> sources = new TreeSet<>();
        policy.alternatives().stream()
                .filter(alternative -> alternatives.contains(alternative.name()))
                .forEach(alternative -> sources.addAll(alternative.sources()));
        return List.copyOf(sources);
    }

    /** Event time up to which all these sources have been read in the incident's partition; 0 when not known. */
    static long watermark(Turn turn, Incident incident, List<String> sources) {
        return watermark(turn, incident.detection().partition(), sources);
    }

    static long watermark(Turn turn, int partition, List<String> sources) {
        Seen seen = turn.state.get(Seen.key(partition), Seen.class);
        long smallest = Long.MAX_VALUE;
        for (String source : sources) {
            smallest = Math.min(smallest, seen == null ? 0 : seen.watermarks().getOrDefault(source, 0L));
        }
        return smallest == Long.MAX_VALUE ? 0 : smallest;
    }

    /** True when this group's speaker was heard by every counted source at or after {@code at} (event time). */
    static boolean heardSince(Turn turn, Incident incident, Policy policy, long at) {
        return counted(policy).stream()
                .allMatch(source -> Speakers.heardAt(turn, Speakers.queue(turn, incident, source)) >= at);
    }

    /**
     * False when the policies in force no longer look for this policy's matches in the same way: then nobody would tell of
     * one, and their absence means nothing.
     */
    static boolean stillWatched(Turn turn, Policy policy) {
        Bundle bundle = turn.activeBundle();
        Policy now = bundle == null ? null : bundle.policies().get(policy.name());
        return now != null
                && now.mode() != Policy.Mode.OFF
                && now.groupBy().equals(policy.groupBy())
                && now.alternatives().equals(policy.alternatives());
    }

    /**
     * The first of these sources that has been silent for longer than it may be; null when all are alive. Judged by how far it
     * has been read, never by the clock: our own outages make nobody silent.
     */
    static @Nullable String stale(Turn turn, Incident incident, Policy policy, List<String> sources) {
        Bundle bundle = turn.bundle(incident);
        for (String name : sources) {
            Source source = bundle.sources().get(name);
            if (source == null || source.liveness() == null) {
                continue;
            }
            if (!stillWatched(turn, policy)) {
                return name;
            }
            long allowed = source.liveness().expectEvery().toMillis()
                    + source.liveness().maxLag().toMillis();
            long heardAt = Speakers.heardAt(turn, Speakers.queue(turn, incident, name));
            if (heardAt < watermark(turn, incident, List.of(name)) - allowed) {
                return name;
            }
        }
        return null;
    }

    /** The longest lag that this source allows itself, milliseconds. */
    static long maxLag(@Nullable Source source) {
        return source == null || source.liveness() == null
                ? 0
                : source.liveness().maxLag().toMillis();
    }

    /** The longest lag any counted source allows itself, milliseconds. */
    static long maxLag(Turn turn, Incident incident, Policy policy) {
        long longest = 0;
        for (String name : counted(policy)) {
            longest = Math.max(longest, maxLag(turn.bundle(incident).sources().get(name)));
        }
        return longest;
    }
}
