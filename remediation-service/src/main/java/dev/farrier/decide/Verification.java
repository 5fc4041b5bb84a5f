package dev.farrier.decide;

import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.RecoveryCheck;
import dev.farrier.policy.Rung.Verify;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Did the rung help? By the symptom, or by a probe. */
final class Verification {
    private Verification() {}

    static void start(DecisionContext context, Incident incident, Policy policy) {
        Rung rung = policy.remediate().get(incident.work().rung());
        Duration within = rung.verify().within();
        // From what the last step said, not from when it was read.
        long from = incident.work().lastOutcomeAt() > 0 ? incident.work().lastOutcomeAt() : context.now;
        RemediationProgress work = incident.work().verifyingUntil(from + within.toMillis());
        Incident verifying =
                context.transition(incident.withWork(work), IncidentState.VERIFYING, Reason.STEPS_DONE, 0, "");
        switch (rung.verify().check()) {
            case RecoveryCheck.ByEvents events -> evaluate(context, verifying);
            case RecoveryCheck.ByProbe probe -> CommandDispatcher.verify(context, verifying, probe, within);
        }
    }

    /** New evidence, or time: is it over, or did the rung not help? */
    static void evaluate(DecisionContext context, Incident incident) {
        Policy policy = context.policy(incident);
        Rung rung = policy.remediate().get(incident.work().rung());
        if (!(rung.verify().check() instanceof RecoveryCheck.ByEvents events)
                || incident.work().active() != null) {
            return;
        }
        if (SymptomEvaluator.hasCleared(
                context, incident, policy, events.clearing(), countsFrom(incident, rung, events.clearing()))) {
            RemediationWorkflow.close(context, incident, IncidentState.RESOLVED, Reason.CLEARED, "the symptom is gone");
        } else if (deadline(context, incident, policy, rung, events.clearing()).isEmpty()) {
            // Whatever could have said that it is over was read up to the deadline, and did not (promise 10).
            String untold = inconclusiveBecause(context, incident, policy, events.clearing());
            if (untold.isEmpty()) {
                RemediationWorkflow.failRung(
                        context,
                        incident,
                        Reason.NOT_VERIFIED,
                        "not gone within " + Durations.format(rung.verify().within()));
            } else {
                Escalation.start(context, incident, Reason.SOURCE_STALE, untold);
            }
        }
    }

    /** What it waits for. */
    static List<WakeCondition> wakeConditions(DecisionContext context, Incident incident, Policy policy) {
        Rung rung = policy.remediate().get(incident.work().rung());
        List<WakeCondition> waits = new ArrayList<>();
        if (rung.verify().check() instanceof RecoveryCheck.ByEvents events) {
            waits.addAll(deadline(context, incident, policy, rung, events.clearing()));
            waits.addAll(SymptomEvaluator.wakeConditions(
                    context, incident, policy, events.clearing(), countsFrom(incident, rung, events.clearing())));
        }
        return waits;
    }

    /** The detector has fired again: whether that says that the rung did not help. */
    static boolean isFailedBy(Incident incident, Policy policy, Detection detection) {
        Rung rung = policy.remediate().get(incident.work().rung());
        return rung.verify().check() instanceof RecoveryCheck.ByEvents events
                // Of a group's alerts another one may fire: only that it does not end in time says anything.
                && !(events.clearing() instanceof Clearing.Resolved)
                && detection.firstEvent() > settledAt(incident, rung);
    }

    /** Up to then matches say nothing, epoch milliseconds: what was broken still says so for a moment. */
    private static long settledAt(Incident incident, Rung rung) {
        Verify verify = rung.verify();
        return incident.work().verifyDeadline()
                - verify.within().toMillis()
                + verify.settle().toMillis();
    }

    /** From when on evidence counts for the rung: quiet is counted once it has settled, what says that it is over at once. */
    private static long countsFrom(Incident incident, Rung rung, Clearing clearing) {
        return clearing instanceof Clearing.QuietFor
                ? settledAt(incident, rung)
                : incident.work().lastOutcomeAt();
    }

    /**
     * The first clock that must pass before it may be said that the rung did not help; empty: all have. A {@code resolved} that
     * was heard has as long again to become known to be true.
     */
    private static List<WakeCondition> deadline(
            DecisionContext context, Incident incident, Policy policy, Rung rung, Clearing clearing) {
        long by = incident.work().verifyDeadline();
        if (SymptomEvaluator.isResolvedUnconfirmed(incident, clearing)) {
            by = Math.max(
                    by, incident.symptom().clearedAt() + rung.verify().within().toMillis());
        }
        return IncidentWakeConditions.deadline(context, incident, policy, clearing, by);
    }

    /** Why nobody can tell whether it is over; empty: it is known not to be. */
    private static String inconclusiveBecause(
            DecisionContext context, Incident incident, Policy policy, Clearing clearing) {
        String unvouched = SymptomEvaluator.sourceWithLateWatchdog(context, incident, policy, clearing);
        if (unvouched != null) {
            return "the watchdog of source " + unvouched + " began only after it had resolved: nobody can tell";
        }
        String stale =
                SourceStatus.silentSource(context, incident, policy, SourceStatus.clearingSources(policy, clearing));
        if (stale != null) {
            return "source " + stale + " is silent: nobody can tell";
        }
        return SymptomEvaluator.isResolvedUnconfirmed(incident, clearing)
                ? "it was told that it has resolved, and nobody vouches for it"
                : "";
    }
}
