package dev.farrier.decide.context;

import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.RecoveryCheck;
import dev.farrier.policy.Rung.Verify;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From when on evidence counts for a rung that is verified, and by when the rung has failed. */
public final class VerificationClock {
    private VerificationClock() {}

    static List<WakeCondition> wakeConditions(DecisionContext context, Incident incident, Policy policy) {
        Rung rung = policy.remediate().get(incident.work().rung());
        List<WakeCondition> waits = new ArrayList<>();
        if (rung.verify().check() instanceof RecoveryCheck.ByEvents events) {
            deadline(context, incident, policy, rung, events.clearing()).ifPresent(waits::add);
            waits.addAll(ClearingEvaluator.wakeConditions(
                    context, incident, policy, events.clearing(), countsFrom(incident, rung, events.clearing())));
        }
        return waits;
    }

    /** Whether a detection during the verification means that the rung did not help. */
    public static boolean isFailedBy(Incident incident, Policy policy, Detection detection) {
        Rung rung = policy.remediate().get(incident.work().rung());
        return rung.verify().check() instanceof RecoveryCheck.ByEvents events
                // Another alert of the group may fire: only the deadline counts.
                && !(events.clearing() instanceof Clearing.Resolved)
                && detection.firstEvent() > settledAt(incident, rung);
    }

    /**
     * Whether a detection after a rung has helped says that the symptom is back, and not what was left of it while the rung settled.
     *
     * @param policy of the incident
     */
    public static boolean isRelapse(Incident healed, Policy policy, Detection detection) {
        Rung rung = policy.remediate().get(healed.work().rung());
        long firstEvent = detection.firstEvent() == 0 ? detection.time() : detection.firstEvent();
        // A firing after the resolved is a new one, whatever its start.
        return policy.clears() instanceof Clearing.Resolved || firstEvent > settledAt(healed, rung);
    }

    /** End of {@code settle}, epoch milliseconds: matches before it do not count against the rung. */
    private static long settledAt(Incident incident, Rung rung) {
        Verify verify = rung.verify();
        return incident.work().verifyDeadline()
                - verify.within().toMillis()
                + verify.settle().toMillis();
    }

    /** From when on evidence counts for the rung: quiet after {@code settle}, a reported end at once. */
    public static long countsFrom(Incident incident, Rung rung, Clearing clearing) {
        return clearing instanceof Clearing.QuietFor
                ? settledAt(incident, rung)
                : incident.work().lastOutcomeAt();
    }

    /**
     * The first clock that must pass before the rung has failed; empty: all have. An unconfirmed {@code resolved} has {@code
     * within} to be confirmed.
     */
    public static Optional<WakeCondition> deadline(
            DecisionContext context, Incident incident, Policy policy, Rung rung, Clearing clearing) {
        long by = incident.work().verifyDeadline();
        if (ClearingEvaluator.isResolvedUnconfirmed(incident, clearing)) {
            by = Math.max(
                    by, incident.symptom().clearedAt() + rung.verify().within().toMillis());
        }
        return IncidentWakeConditions.deadline(context, incident, policy, clearing, by);
    }
}
