package dev.farrier.decide.context;

import dev.farrier.decide.state.InputRecord.DetectWatermarks;
import dev.farrier.model.Incident;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.source.Source;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Watermarks and heartbeats of the sources of an incident (promise 4). */
public final class SourceStatus {
    private SourceStatus() {}

    /** Sources whose events the detector counts, sorted. */
    public static List<String> countedSources(Policy policy) {
        return sourcesOf(policy, policy.detector().of());
    }

    /** The counted sources and those whose events would clear the symptom, sorted. */
    public static List<String> clearingSources(Policy policy, Clearing clearing) {
        TreeSet<String> sources = new TreeSet<>(countedSources(policy));
        if (clearing instanceof Clearing.ClearingEvent match) {
            sources.addAll(sourcesOf(policy, match.of()));
        }
        return List.copyOf(sources);
    }

    /** All sources that the policy uses, sorted. */
    static List<String> allSources(Policy policy) {
        TreeSet<String> sources = new TreeSet<>(clearingSources(policy, policy.clears()));
        for (Rung rung : policy.remediate()) {
            if (rung.verify().check() instanceof Rung.RecoveryCheck.ByEvents events) {
                sources.addAll(clearingSources(policy, events.clearing()));
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

    /** Event time up to which all these sources have been read in the incident's partition; 0: unknown. */
    static long watermark(DecisionContext context, Incident incident, List<String> sources) {
        return watermark(context, incident.detection().partition(), sources);
    }

    public static long watermark(DecisionContext context, int partition, List<String> sources) {
        DetectWatermarks seen = context.state.get(DetectWatermarks.key(partition), DetectWatermarks.class);
        long smallest = Long.MAX_VALUE;
        for (String source : sources) {
            smallest = Math.min(smallest, seen == null ? 0 : seen.watermarks().getOrDefault(source, 0L));
        }
        return smallest == Long.MAX_VALUE ? 0 : smallest;
    }

    /** True when each counted source had a heartbeat of the group's emitter at or after {@code at} (event time). */
    static boolean heardSince(DecisionContext context, Incident incident, Policy policy, long at) {
        return countedSources(policy).stream()
                .allMatch(source ->
                        HeartbeatTracker.lastHeartbeat(context, HeartbeatTracker.queue(context, incident, source))
                                >= at);
    }

    /**
     * False when the policies in force match other events for this policy: detect would then report no match, so that silence
     * proves nothing.
     */
    public static boolean isStillDetected(DecisionContext context, Policy policy) {
        Bundle bundle = context.activeBundle();
        Policy now = bundle == null ? null : bundle.policies().get(policy.name());
        return now != null
                && now.mode() != Policy.Mode.OFF
                && now.groupBy().equals(policy.groupBy())
                && now.alternatives().equals(policy.alternatives());
    }

    /**
     * The first of these sources that has been silent for longer than its {@code liveness} allows; null: all are alive. Judged by
     * its watermark, not by the clock: during an outage of Farrier no source is silent.
     */
    public static @Nullable String silentSource(
            DecisionContext context, Incident incident, Policy policy, List<String> sources) {
        Bundle bundle = context.bundle(incident);
        for (String name : sources) {
            Source source = bundle.sources().get(name);
            if (source == null || source.liveness() == null) {
                continue;
            }
            if (!isStillDetected(context, policy)) {
                return name;
            }
            long allowed = source.liveness().expectEvery().toMillis()
                    + source.liveness().maxLag().toMillis();
            long heardAt = HeartbeatTracker.lastHeartbeat(context, HeartbeatTracker.queue(context, incident, name));
            if (heardAt < watermark(context, incident, List.of(name)) - allowed) {
                return name;
            }
        }
        return null;
    }

    /** {@code liveness.maxLag} of the source, milliseconds. */
    static long maxLag(@Nullable Source source) {
        return source == null || source.liveness() == null
                ? 0
                : source.liveness().maxLag().toMillis();
    }

    /** The longest {@code maxLag} of the counted sources, milliseconds. */
    static long maxLag(DecisionContext context, Incident incident, Policy policy) {
        long longest = 0;
        for (String name : countedSources(policy)) {
            longest =
                    Math.max(longest, maxLag(context.bundle(incident).sources().get(name)));
        }
        return longest;
    }
}
