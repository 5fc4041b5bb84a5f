package dev.farrier.decide;

import dev.farrier.decide.IncidentRecord.CancelledSymptom;
import dev.farrier.decide.IncidentRecord.Cooldown;
import dev.farrier.decide.IncidentRecord.LastRemediation;
import dev.farrier.model.Detection;
import dev.farrier.model.Evidence;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A person ends an incident; and what becomes of a symptom that is still there then. */
final class CancellationHandler {
    /** As long as detect follows what only an event can end, milliseconds. */
    private static final long FOLLOWED = Duration.ofDays(30).toMillis();

    private static final long LOOK_AGAIN = Duration.ofSeconds(10).toMillis();

    private CancellationHandler() {}

    /** No command of it is on its way any more. What was ordered when one was is remembered. */
    static void end(DecisionContext context, Incident incident, String who, Afterwards ordered) {
        CancelledSymptom before = cancelledSymptom(context, incident.policy(), incident.group());
        LastRemediation worked = context.state.get(LastRemediation.key(incident.target()), LastRemediation.class);
        boolean freed =
                RemediationWorkflow.end(context, incident, IncidentState.CANCELLED, Reason.CANCELLED, "by " + who);
        decideAfterwards(context, incident, before == null ? ordered : Afterwards.UNTIL_RESOLVED, worked);
        if (freed) {
            // Behind what is begun anew: whoever waits for the target would take it before.
            context.waker.wakeAll(WakeCondition.target(incident.target()));
        }
    }

    private static void decideAfterwards(
            DecisionContext context, Incident incident, Afterwards ordered, @Nullable LastRemediation worked) {
        if (!mayBeDecidedAgain(context, incident)) {
            context.state.remove(CancelledSymptom.key(incident.policy(), incident.group()));
            return;
        }
        switch (ordered) {
            case DECIDE_AGAIN -> {
                Policy policy = context.policy(incident);
                if (GuardChain.lastsUntilCleared(policy) || firesOnce(policy.detector())) {
                    saveSymptom(
                            context,
                            incident,
                            false,
                            context.now + policy.guards().cooldown().toMillis());
                }
            }
            case UNTIL_RESOLVED -> untilResolved(context, incident);
            case RETRY -> retry(context, incident, worked);
        }
    }

    /** It is about a target, its symptom has not ended, and there are policies to decide it by. */
    static boolean mayBeDecidedAgain(DecisionContext context, Incident incident) {
        return !incident.target().isEmpty() && incident.symptom().clearedAt() == 0 && context.isUsable(incident);
    }

    /** It fires again only when it was not so in between. */
    private static boolean firesOnce(Detector detector) {
        return detector instanceof Detector.Ratio
                || detector instanceof Detector.Aggregate
                || detector instanceof Detector.Deviation
                || detector instanceof Detector.Sustained;
    }

    /** From now on, or from the end of its command. */
    static void untilResolved(DecisionContext context, Incident incident) {
        Policy policy = context.policy(incident);
        saveSymptom(
                context, incident, true, quietAt(policy, GuardChain.newestMatchAt(incident), context.now + FOLLOWED));
    }

    /**
     * It is decided at once. The person who asks for it vouches that it is still so, and did not work on the target by it.
     *
     * @param worked who had worked on the target before
     */
    private static void retry(DecisionContext context, Incident incident, @Nullable LastRemediation worked) {
        context.state.remove(Cooldown.key(incident.policy(), incident.target(), incident.shadow()));
        context.state.remove(LastRemediation.key(incident.target()));
        if (worked != null) {
            context.state.put(worked);
        }
        DetectionHandler.decide(context, incident.detection(), new Incident.Symptom(context.now, 0));
    }

    private static void saveSymptom(DecisionContext context, Incident incident, boolean untilResolved, long wakeAt) {
        context.state.put(new CancelledSymptom(
                incident.policy(),
                incident.group(),
                incident.detection(),
                context.policy(incident).detectorHash(),
                GuardChain.newestMatchAt(incident),
                context.now,
                untilResolved,
                wakeAt));
    }

    /** When it has ended if nothing more is heard of it. */
    private static long quietAt(Policy policy, long lastMatch, long otherwise) {
        return policy.clears() instanceof Clearing.QuietFor quiet
                ? lastMatch + quiet.duration().toMillis()
                : otherwise;
    }

    /** Its cooldown is over: it is still there, for nobody has told of its end. Or it has been quiet for long enough. */
    static void expire(DecisionContext context, CancelledSymptom cancelled) {
        context.state.remove(cancelled.key());
        Policy policy = currentPolicy(context, cancelled);
        if (policy == null) {
            return; // nobody would have told of its end
        }
        if (cancelled.untilResolved()) {
            waitUntilRead(context, cancelled, policy);
        } else if (GuardChain.lastsUntilCleared(policy) || cancelled.lastMatch() > cancelled.since()) {
            DetectionHandler.decide(context, cancelled.detection(), new Incident.Symptom(cancelled.lastMatch(), 0));
        }
    }

    /** Silence says nothing while nobody reads: an outage ends nothing. */
    private static void waitUntilRead(DecisionContext context, CancelledSymptom cancelled, Policy policy) {
        long watermark =
                SourceStatus.watermark(context, cancelled.detection().partition(), SourceStatus.countedSources(policy));
        if (watermark < quietAt(policy, cancelled.lastMatch(), 0)) {
            context.state.put(cancelled.matched(0, context.now + LOOK_AGAIN));
        }
    }

    /** There is no incident of it: has it ended? */
    static void handle(DecisionContext context, Evidence evidence) {
        CancelledSymptom cancelled = cancelledSymptom(context, evidence.policy(), evidence.group());
        if (cancelled == null) {
            return;
        }
        if (evidence.clearedAt() > 0) {
            context.state.remove(cancelled.key());
        } else {
            recordMatch(context, cancelled, evidence.lastMatch());
        }
    }

    private static void recordMatch(DecisionContext context, CancelledSymptom cancelled, long at) {
        Policy policy = currentPolicy(context, cancelled);
        long until = policy == null || !cancelled.untilResolved()
                ? cancelled.wakeAt()
                : Math.max(cancelled.wakeAt(), quietAt(policy, at, 0));
        context.state.put(cancelled.matched(at, until));
    }

    /** Whether this detection is passed over because a person said so. */
    static boolean suppresses(DecisionContext context, Detection detection) {
        CancelledSymptom cancelled = cancelledSymptom(context, detection.policy(), detection.group());
        if (cancelled == null) {
            return false;
        }
        if (!cancelled.untilResolved()
                || detection.symptomStart() > cancelled.since()
                || currentPolicy(context, cancelled) == null) {
            context.state.remove(cancelled.key());
            return false;
        }
        recordMatch(context, cancelled, detection.time());
        return true;
    }

    /** The policy in force, if it looks for the symptom in the same way; else null. */
    private static @Nullable Policy currentPolicy(DecisionContext context, CancelledSymptom cancelled) {
        Bundle bundle = context.activeBundle();
        Policy policy = bundle == null ? null : bundle.policies().get(cancelled.policy());
        return policy == null || !policy.detectorHash().equals(cancelled.detector()) ? null : policy;
    }

    private static @Nullable CancelledSymptom cancelledSymptom(
            DecisionContext context, String policy, SortedMap<String, String> group) {
        return context.state.get(CancelledSymptom.key(policy, group), CancelledSymptom.class);
    }
}
