package dev.farrier.decide;

import dev.farrier.decide.context.ClearingEvaluator;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.SourceStatus;
import dev.farrier.decide.run.RemediationWorkflow;
import dev.farrier.decide.run.ReturnToService;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.IncidentRecord.CancelledSymptom;
import dev.farrier.decide.state.IncidentRecord.Cooldown;
import dev.farrier.decide.state.IncidentRecord.LastRemediation;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Detection;
import dev.farrier.model.Evidence;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.Ending;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Detector.Trigger;
import dev.farrier.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Ends incidents that a person cancels, and remembers a symptom that outlasts its incident. */
final class CancellationHandler {
    /** How long detect follows a symptom that only an event can end, milliseconds. */
    private static final long FOLLOWED = Duration.ofDays(30).toMillis();

    private static final long CHECK_AGAIN_AFTER = Duration.ofSeconds(10).toMillis();

    private CancellationHandler() {}

    /** Ends an incident that has no active command. */
    static void end(DecisionContext context, Incident incident, String who, Afterwards ordered) {
        end(context, incident, who, ordered, 0);
    }

    /**
     * As above.
     *
     * @param firstRung index of the rung with which a retry begins
     */
    static void end(DecisionContext context, Incident cancelled, String who, Afterwards ordered, int firstRung) {
        boolean owes = !cancelled.work().owed().isEmpty();
        if (owes && context.isUsable(cancelled) && !cancelled.isToldOfOwed()) {
            ReturnToService.start(context, cancelled, ending(context, cancelled, who, ordered));
            return;
        }
        // The person who was told what is still out, or whom the audit tells now, sees to it.
        Incident incident =
                cancelled.withWork(cancelled.work().withOwed(List.of()).withEnding(null));
        String detail = "by " + who + (owes ? "; " + cancelled.stillOut() : "");
        CancelledSymptom before = cancelledSymptom(context, incident.policy(), incident.group());
        LastRemediation lastRemediation =
                context.state.get(LastRemediation.key(incident.target()), LastRemediation.class);
        boolean freed = RemediationWorkflow.end(context, incident, IncidentState.CANCELLED, Reason.CANCELLED, detail);
        if (AlarmGroup.isOfDomain(incident.group())) {
            SharedCauses.release(context, incident);
        }
        decideAfterwards(
                context, incident, before == null ? ordered : Afterwards.UNTIL_RESOLVED, lastRemediation, firstRung);
        if (freed) {
            // Only now: an incident that waits for the target would else take it before the retry.
            context.waker.wakeAll(WakeCondition.target(incident.target()));
        }
        RemediationWorkflow.wakeBudgets(context, incident);
    }

    /** What follows once all is back in service. */
    static Ending ending(DecisionContext context, Incident incident, String who, Afterwards ordered) {
        if (ordered == Afterwards.UNTIL_RESOLVED && mayBeDecidedAgain(context, incident)) {
            untilResolved(context, incident);
        }
        IncidentState end = ordered == Afterwards.RETRY ? IncidentState.OPEN : IncidentState.CANCELLED;
        return new Ending(end, Reason.CANCELLED, "by " + who, who, false, 0);
    }

    private static void decideAfterwards(
            DecisionContext context,
            Incident incident,
            Afterwards ordered,
            @Nullable LastRemediation lastRemediation,
            int firstRung) {
        if (!mayBeDecidedAgain(context, incident)) {
            context.state.remove(CancelledSymptom.key(incident.policy(), incident.group()));
            return;
        }
        switch (ordered) {
            case DECIDE_AGAIN -> {
                Policy policy = context.policy(incident);
                if (policy.lastsUntilCleared() || firesOnce(policy.detector())) {
                    saveSymptom(
                            context,
                            incident,
                            false,
                            context.now + policy.guards().cooldown().toMillis());
                }
            }
            case UNTIL_RESOLVED -> untilResolved(context, incident);
            case RETRY -> retry(context, incident, lastRemediation, firstRung);
        }
    }

    static boolean mayBeDecidedAgain(DecisionContext context, Incident incident) {
        return !incident.target().isEmpty() && incident.symptom().clearedAt() == 0 && context.isUsable(incident);
    }

    /** A detector that fires again only after its condition did not hold in between. */
    private static boolean firesOnce(Detector detector) {
        return !detector.countsAfresh() && detector.trigger() != Trigger.SILENCE;
    }

    /** Its detections are ignored until the symptom has ended. */
    static void untilResolved(DecisionContext context, Incident incident) {
        Policy policy = context.policy(incident);
        saveSymptom(
                context,
                incident,
                true,
                quietAt(policy, ClearingEvaluator.newestMatchAt(incident), context.now + FOLLOWED));
    }

    /**
     * Decides the symptom again at once. The person who asks for it vouches that the symptom is still there, and the
     * cancelled incident does not count as a remediation of the target.
     *
     * @param worked the last remediation of the target before this incident
     */
    private static void retry(
            DecisionContext context, Incident incident, @Nullable LastRemediation lastRemediation, int firstRung) {
        context.state.remove(Cooldown.key(incident.policy(), incident.target(), incident.shadow()));
        context.state.remove(LastRemediation.key(incident.target()));
        if (lastRemediation != null) {
            context.state.put(lastRemediation);
        }
        DetectionHandler.decideAgain(
                context, incident.detection(), new Incident.Symptom(context.now, 0), firstRung, incident.retriedBy());
    }

    private static void saveSymptom(DecisionContext context, Incident incident, boolean untilResolved, long wakeAt) {
        context.state.put(new CancelledSymptom(
                incident.policy(),
                incident.group(),
                incident.detection(),
                context.policy(incident).detectorHash(),
                ClearingEvaluator.newestMatchAt(incident),
                context.now,
                untilResolved,
                wakeAt));
    }

    /** When the symptom has ended if no further event matches. */
    private static long quietAt(Policy policy, long lastMatch, long otherwise) {
        return policy.clears() instanceof Clearing.QuietFor quiet
                ? lastMatch + quiet.duration().toMillis()
                : otherwise;
    }

    /** The cooldown is over and no source has reported the end of the symptom; or it has been quiet for long enough. */
    static void expire(DecisionContext context, CancelledSymptom cancelled) {
        context.state.remove(cancelled.key());
        Policy policy = currentPolicy(context, cancelled);
        if (policy == null) {
            return; // detect no longer looks for its end
        }
        if (cancelled.untilResolved()) {
            waitUntilRead(context, cancelled, policy);
        } else if (policy.lastsUntilCleared() || cancelled.lastMatch() > cancelled.since()) {
            DetectionHandler.decide(context, cancelled.detection(), new Incident.Symptom(cancelled.lastMatch(), 0));
        }
    }

    /** Keeps the symptom until its sources have been read up to the time at which it is quiet: an outage ends no symptom. */
    private static void waitUntilRead(DecisionContext context, CancelledSymptom cancelled, Policy policy) {
        long watermark =
                SourceStatus.watermark(context, cancelled.detection().partition(), SourceStatus.countedSources(policy));
        if (watermark < quietAt(policy, cancelled.lastMatch(), 0)) {
            context.state.put(cancelled.matched(0, context.now + CHECK_AGAIN_AFTER));
        }
    }

    /** Evidence about a symptom that has no incident. */
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

    /** Whether a detection is ignored because a person has cancelled its symptom until it has resolved. */
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

    /** The policy in force, if its detector is still the same; else null. */
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
