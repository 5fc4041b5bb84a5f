package dev.farrier.decide.run;

import dev.farrier.decide.context.ClearingEvaluator;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.SourceStatus;
import dev.farrier.decide.context.VerificationClock;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.RecoveryCheck;
import dev.farrier.policy.time.Durations;
import java.time.Duration;

/** Verifies a rung, by events or by a probe. */
public final class Verification {
    private Verification() {}

    static void start(DecisionContext context, Incident incident, Policy policy) {
        start(context, incident, policy, Reason.STEPS_DONE, "");
    }

    /** @param why the verification starts */
    static void start(DecisionContext context, Incident incident, Policy policy, Reason why, String detail) {
        Rung rung = policy.remediate().get(incident.work().rung());
        Duration within = rung.verify().within();
        // From the time of the last step's outcome, not from when the decider read it.
        long from = incident.work().lastOutcomeAt() > 0 ? incident.work().lastOutcomeAt() : context.now;
        RemediationProgress work = incident.work().verifyingUntil(from + within.toMillis());
        Incident verifying = context.transition(incident.withWork(work), IncidentState.VERIFYING, why, 0, detail);
        switch (rung.verify().check()) {
            case RecoveryCheck.ByEvents events -> evaluate(context, verifying);
            case RecoveryCheck.ByProbe probe -> CommandDispatcher.verify(context, verifying, probe, within);
        }
    }

    /** Closes the incident when the symptom has cleared, or fails the rung when the deadline has passed. */
    public static void evaluate(DecisionContext context, Incident incident) {
        Policy policy = context.policy(incident);
        Rung rung = policy.remediate().get(incident.work().rung());
        if (!(rung.verify().check() instanceof RecoveryCheck.ByEvents events)
                || incident.work().active() != null) {
            return;
        }
        if (ClearingEvaluator.hasCleared(
                context,
                incident,
                policy,
                events.clearing(),
                VerificationClock.countsFrom(incident, rung, events.clearing()))) {
            RemediationWorkflow.close(
                    context, incident, IncidentState.RESOLVED, Reason.CLEARED, "the symptom has ended");
        } else if (VerificationClock.deadline(context, incident, policy, rung, events.clearing())
                .isEmpty()) {
            // All inputs that could report the end of the symptom were read up to the deadline (promise 10).
            String inconclusive = inconclusiveBecause(context, incident, policy, events.clearing());
            if (inconclusive.isEmpty()) {
                RemediationWorkflow.failRung(
                        context,
                        incident,
                        Reason.NOT_VERIFIED,
                        "the symptom did not end within "
                                + Durations.format(rung.verify().within()));
            } else {
                EscalatedState.start(context, incident, Reason.SOURCE_STALE, inconclusive);
            }
        }
    }

    /** Why it is unknown whether the symptom has cleared; empty: it has not. */
    private static String inconclusiveBecause(
            DecisionContext context, Incident incident, Policy policy, Clearing clearing) {
        String late = ClearingEvaluator.sourceWithLateWatchdog(context, incident, policy, clearing);
        if (late != null) {
            return "the watchdog of source " + late + " began only after it had resolved: nobody can tell";
        }
        String stale =
                SourceStatus.silentSource(context, incident, policy, SourceStatus.clearingSources(policy, clearing));
        if (stale != null) {
            return "source " + stale + " is silent: nobody can tell";
        }
        return ClearingEvaluator.isResolvedUnconfirmed(incident, clearing)
                ? "a 'resolved' was received and no source confirms it"
                : "";
    }
}
