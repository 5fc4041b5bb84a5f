package dev.farrier.decide.context;

import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides by the evidence whether a symptom has cleared. Without evidence it has not. */
public final class ClearingEvaluator {
    private ClearingEvaluator() {}

    /** Event time of the newest match. */
    public static long newestMatchAt(Incident incident) {
        return Math.max(incident.detection().time(), incident.symptom().lastMatch());
    }

    /** Until when somebody has said that the symptom is there: the newest match, or a person who wants the rung. */
    public static long vouchedAt(Incident incident) {
        return Math.max(newestMatchAt(incident), incident.vouchedAt());
    }

    /**
     * Whether a command that no worker has taken is still worth sending.
     *
     * @param allowed how much longer it may have waited, milliseconds
     */
    public static boolean isStillFresh(DecisionContext context, Incident incident, long allowed) {
        Policy policy = context.policy(incident);
        return (policy.lastsUntilCleared() && SourceStatus.isStillDetected(context, policy))
                || vouchedAt(incident)
                        >= context.now - policy.guards().staleAfter().toMillis() - allowed;
    }

    /**
     * Whether the symptom has cleared before a rung starts. After a rung whose probe said that the target is not well, quiet
     * alone does not count.
     */
    public static boolean hasClearedBeforeRung(DecisionContext context, Incident incident, Policy policy) {
        return clearingCounts(incident, policy)
                && hasCleared(context, incident, policy, policy.clears(), since(incident));
    }

    /** When to ask {@link #hasClearedBeforeRung} again. */
    static List<WakeCondition> wakeConditionsBeforeRung(DecisionContext context, Incident incident, Policy policy) {
        return clearingCounts(incident, policy)
                ? wakeConditions(context, incident, policy, policy.clears(), since(incident))
                : List.of();
    }

    private static boolean clearingCounts(Incident incident, Policy policy) {
        int rung = incident.work().rung();
        return incident.shadow()
                || incident.work().isBeforeFirstRung()
                || !(policy.clears() instanceof Clearing.QuietFor)
                || (policy.remediate().get(rung).verify().check() instanceof Rung.RecoveryCheck.ByEvents events
                        && events.clearing() instanceof Clearing.QuietFor);
    }

    private static long since(Incident incident) {
        return incident.shadow() || incident.work().isBeforeFirstRung()
                ? 0
                : incident.work().lastOutcomeAt();
    }

    /**
     * Whether a {@code resolved} is not yet confirmed, or not for long enough: no rung may start meanwhile. To be asked after
     * {@link #hasCleared}.
     */
    public static boolean isResolvedUnconfirmed(Incident incident, Clearing clearing) {
        return clearing instanceof Clearing.Resolved && incident.symptom().clearedAt() > 0;
    }

    /**
     * The source whose {@code resolved} cannot be confirmed, since its watchdog alert began to fire only later: Alertmanager itself
     * resolves alerts while Prometheus is down. Null: there is none.
     */
    public static @Nullable String sourceWithLateWatchdog(
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
     * @param after time from which on quiet counts, epoch milliseconds: the rung has ended and settled; 0: any time
     */
    public static boolean hasCleared(
            DecisionContext context, Incident incident, Policy policy, Clearing clearing, long after) {
        Incident.Symptom symptom = incident.symptom();
        return switch (clearing) {
            case Clearing.QuietFor quiet -> {
                long to = quietUntil(incident, quiet, after);
                // Read up to there without a match, and the emitter had a heartbeat afterwards: it was alive meanwhile.
                yield SourceStatus.isStillDetected(context, policy)
                        && isReadUpTo(context, incident, policy, to)
                        && SourceStatus.heardSince(context, incident, policy, to);
            }
            // An Alertmanager whose Prometheus is down resolves all alerts, the watchdog's too. So the watchdog must
            // fire after the resolved, without a break since before it.
            case Clearing.Resolved resolved ->
                symptom.clearedAt() > 0
                        && sourceWithLateWatchdog(context, incident, policy, clearing) == null
                        && isReadUpTo(context, incident, policy, lastedAt(incident, resolved))
                        && SourceStatus.heardSince(
                                context, incident, policy, believedAt(context, incident, policy, resolved));
            case Clearing.FreshEvent fresh -> symptom.clearedAt() > 0 && symptom.lastMatch() > after;
            // Also one from before the rung that was read after its beginning: no match has come since.
            case Clearing.ClearingEvent match -> symptom.clearedAt() > 0;
        };
    }

    /** When to ask {@link #hasCleared} again; empty: when new evidence comes. */
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

    /** The heartbeat to wait for: of the first counted source whose emitter had none at that time or later. */
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

    /** Event time at which the symptom has stayed resolved for {@code for}; 0: the policy asks for none. */
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
