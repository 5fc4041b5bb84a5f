package dev.farrier.decide;

import dev.farrier.model.Incident;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has the symptom ended, as far as events can tell? Fails closed: no evidence is not good evidence. */
final class SymptomEvaluator {
    private SymptomEvaluator() {}

    /**
     * Before a rung: has it ended by itself? After a rung that was verified by asking, mere quiet does not outweigh the
     * answer that said it is not well.
     */
    static boolean hasClearedBeforeRung(DecisionContext context, Incident incident, Policy policy) {
        return clearingCounts(incident, policy)
                && hasCleared(context, incident, policy, policy.clears(), since(incident));
    }

    /** What {@link #hasClearedBeforeRung} waits for. */
    static List<WakeCondition> wakeConditionsBeforeRung(DecisionContext context, Incident incident, Policy policy) {
        return clearingCounts(incident, policy)
                ? wakeConditions(context, incident, policy, policy.clears(), since(incident))
                : List.of();
    }

    private static boolean clearingCounts(Incident incident, Policy policy) {
        int rung = incident.work().rung();
        return incident.shadow()
                || rung < 0
                || !(policy.clears() instanceof Clearing.QuietFor)
                || (policy.remediate().get(rung).verify().check() instanceof Rung.RecoveryCheck.ByEvents events
                        && events.clearing() instanceof Clearing.QuietFor);
    }

    private static long since(Incident incident) {
        return incident.shadow() || incident.work().rung() < 0
                ? 0
                : incident.work().lastOutcomeAt();
    }

    /**
     * It was told that it has resolved, and that is not known to be true yet, or not for long enough: nothing may be begun
     * meanwhile. Asked behind {@link #hasCleared}.
     */
    static boolean isResolvedUnconfirmed(Incident incident, Clearing clearing) {
        return clearing instanceof Clearing.Resolved && incident.symptom().clearedAt() > 0;
    }

    /**
     * The source whose {@code resolved} nobody vouches for, because its watchdog began to fire only later: it may be
     * Alertmanager's own, of a time when Prometheus was away. Null: none.
     */
    static @Nullable String sourceWithLateWatchdog(
            DecisionContext context, Incident incident, Policy policy, Clearing clearing) {
        long clearedAt = incident.symptom().clearedAt();
        if (!(clearing instanceof Clearing.Resolved) || clearedAt == 0) {
            return null;
        }
        return SourceStatus.allSources(policy).stream()
                .filter(source -> HeartbeatTracker.watchdogSince(context, incident, source) > clearedAt)
                .findFirst()
                .orElse(null);
    }

    /**
     * @param after epoch milliseconds from which on quiet counts: the rung's last outcome, and it has settled; 0: any time
     */
    static boolean hasCleared(
            DecisionContext context, Incident incident, Policy policy, Clearing clearing, long after) {
        Incident.Symptom symptom = incident.symptom();
        return switch (clearing) {
            case Clearing.QuietFor quiet -> {
                long to = quietUntil(incident, quiet, after);
                // Read up to there without a match, and the one who would have spoken was heard afterwards: it lived
                // all along.
                yield SourceStatus.isStillDetected(context, policy)
                        && isReadUpTo(context, incident, policy, to)
                        && SourceStatus.heardSince(context, incident, policy, to);
            }
            // An Alertmanager whose Prometheus has died resolves everything by itself, the watchdog alert too. So the
            // watchdog must have been seen firing clearly later than the alert resolved, and all the time since before.
            case Clearing.Resolved resolved ->
                symptom.clearedAt() > 0
                        && sourceWithLateWatchdog(context, incident, policy, clearing) == null
                        && isReadUpTo(context, incident, policy, lastedAt(incident, resolved))
                        && SourceStatus.heardSince(
                                context, incident, policy, believedAt(context, incident, policy, resolved));
            case Clearing.FreshEvent fresh -> symptom.clearedAt() > 0 && symptom.lastMatch() > after;
            case Clearing.ClearingEvent match ->
                symptom.clearedAt() > 0
                        && symptom.clearedAt() >= incident.work().rungStartedAt();
        };
    }

    /** What {@link #hasCleared} waits for besides evidence of its own; empty: nothing, or nothing that a clock could tell. */
    static List<WakeCondition> wakeConditions(
            DecisionContext context, Incident incident, Policy policy, Clearing clearing, long after) {
        return switch (clearing) {
            case Clearing.QuietFor quiet -> {
                long to = quietUntil(incident, quiet, after);
                yield readAndHeard(context, incident, policy, to, to);
            }
            case Clearing.Resolved resolved ->
                incident.symptom().clearedAt() > 0
                        ? readAndHeard(
                                context,
                                incident,
                                policy,
                                lastedAt(incident, resolved),
                                believedAt(context, incident, policy, resolved))
                        : List.of();
            case Clearing.FreshEvent fresh -> List.of();
            case Clearing.ClearingEvent match -> List.of();
        };
    }

    private static List<WakeCondition> readAndHeard(
            DecisionContext context, Incident incident, Policy policy, long read, long heard) {
        for (String source : SourceStatus.countedSources(policy)) {
            WakeCondition wait =
                    new WakeCondition(WakeCondition.source(incident.detection().partition(), source), read);
            if (context.clock(wait) < read) {
                return List.of(wait);
            }
        }
        return heard(context, incident, policy, heard);
    }

    private static boolean isReadUpTo(DecisionContext context, Incident incident, Policy policy, long to) {
        return SourceStatus.watermark(context, incident, SourceStatus.countedSources(policy)) >= to;
    }

    /** The first counted source whose speaker for this group was not heard at that time or later. */
    private static List<WakeCondition> heard(DecisionContext context, Incident incident, Policy policy, long at) {
        for (String source : SourceStatus.countedSources(policy)) {
            String queue = HeartbeatTracker.queue(context, incident, source);
            if (queue != null && HeartbeatTracker.lastHeartbeat(context, queue) < at) {
                return List.of(new WakeCondition(queue, at));
            }
        }
        return List.of();
    }

    private static long quietUntil(Incident incident, Clearing.QuietFor quiet, long after) {
        long from = Math.max(
                after,
                Math.max(incident.symptom().lastMatch(), incident.detection().time()));
        return from + quiet.duration().toMillis();
    }

    /** Event time at which it has stayed resolved for long enough, after the rung; 0: that is asked of nobody. */
    private static long lastedAt(Incident incident, Clearing.Resolved resolved) {
        long from = Math.max(incident.symptom().clearedAt(), incident.work().lastOutcomeAt());
        return resolved.forTime().isZero() ? 0 : from + resolved.forTime().toMillis();
    }

    private static long believedAt(
            DecisionContext context, Incident incident, Policy policy, Clearing.Resolved resolved) {
        long believed = incident.symptom().clearedAt() + SourceStatus.maxLag(context, incident, policy) + 1;
        return Math.max(believed, lastedAt(incident, resolved));
    }
}
