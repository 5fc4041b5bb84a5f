package dev.farrier.decide.context;

import dev.farrier.decide.state.InputRecord.HeartbeatState;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import dev.farrier.model.Progress;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.source.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The last heartbeat of each emitter that open incidents depend on. An emitter is what the labels {@code liveness.by} of a source
 * tell apart; it is kept while an open incident depends on it.
 */
public final class HeartbeatTracker {
    /** For a group that lacks a label of {@code liveness.by}: any emitter of the source counts. */
    private static final String ANY = "*";

    private HeartbeatTracker() {}

    /** Queues of the group's emitters, at all sources that the policy uses. */
    static List<String> queuesOf(Bundle bundle, Policy policy, SortedMap<String, String> group) {
        List<String> queues = new ArrayList<>();
        for (String source : SourceStatus.allSources(policy)) {
            String queue = queue(bundle.sources().get(source), group);
            if (queue != null) {
                queues.add(queue);
            }
        }
        return queues;
    }

    /** Queue of the emitter of the incident's group at that source; null: the source has no {@code liveness}. */
    static @Nullable String queue(DecisionContext context, Incident incident, String source) {
        return queue(context.bundle(incident).sources().get(source), incident.group());
    }

    private static @Nullable String queue(@Nullable Source source, SortedMap<String, String> group) {
        if (source == null || source.liveness() == null) {
            return null;
        }
        SortedMap<String, String> emitter = new TreeMap<>();
        for (String label : source.liveness().by()) {
            String value = group.get(label);
            if (value == null) {
                return WakeCondition.heartbeat(source.name(), ANY);
            }
            emitter.put(label, value);
        }
        return WakeCondition.heartbeat(source.name(), Labels.key(emitter));
    }

    /** Event time of the last heartbeat; 0: none since an incident depends on it. */
    static long lastHeartbeat(DecisionContext context, @Nullable String queue) {
        HeartbeatState heartbeat = heartbeat(context, queue);
        return heartbeat == null ? 0 : heartbeat.at();
    }

    private static @Nullable HeartbeatState heartbeat(DecisionContext context, @Nullable String queue) {
        return queue == null ? null : context.state.get(HeartbeatState.key(queue), HeartbeatState.class);
    }

    /** Since when the watchdog alert of the incident's emitter fires; 0: there is none. */
    static long watchdogSince(DecisionContext context, Incident incident, String source) {
        HeartbeatState heartbeat = heartbeat(context, queue(context, incident, source));
        return heartbeat == null ? 0 : heartbeat.watchdogSince();
    }

    /** Saves the heartbeats that open incidents depend on. Returns their queues. */
    public static List<String> recordHeartbeats(DecisionContext context, Progress progress) {
        List<String> queues = new ArrayList<>();
        progress.heard().forEach((source, emitters) -> {
            SortedMap<String, Long> watchdogs = progress.watchdogSince().getOrDefault(source, new TreeMap<>());
            String latest = "";
            long latestAt = Long.MIN_VALUE;
            for (Map.Entry<String, Long> emitter : emitters.entrySet()) {
                if (emitter.getValue() > latestAt) {
                    latest = emitter.getKey();
                    latestAt = emitter.getValue();
                }
                String queue = WakeCondition.heartbeat(source, emitter.getKey());
                recordHeartbeats(context, queue, emitter.getValue(), watchdogs.get(emitter.getKey()), queues);
            }
            if (!emitters.isEmpty()) {
                recordHeartbeats(
                        context, WakeCondition.heartbeat(source, ANY), latestAt, watchdogs.get(latest), queues);
            }
        });
        return queues;
    }

    private static void recordHeartbeats(
            DecisionContext context, String queue, long at, @Nullable Long watchdogSince, List<String> queues) {
        if (!context.state.dependsOn(queue)) {
            return;
        }
        HeartbeatState before = heartbeat(context, queue);
        if (before == null || at >= before.at()) {
            long since = watchdogSince != null ? watchdogSince : before == null ? 0 : before.watchdogSince();
            context.state.put(new HeartbeatState(queue, at, since));
            queues.add(queue);
        }
    }

    /** Removes emitters that no open incident depends on. */
    static void forget(DecisionContext context, List<String> queues) {
        for (String queue : queues) {
            if (!context.state.dependsOn(queue)) {
                context.state.remove(HeartbeatState.key(queue));
            }
        }
    }
}
