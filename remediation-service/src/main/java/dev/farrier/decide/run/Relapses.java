package dev.farrier.decide.run;

import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.Ids;
import dev.farrier.decide.context.VerificationClock;
import dev.farrier.decide.guard.EffectBreaker;
import dev.farrier.decide.state.IncidentRecord.ClosedIncident;
import dev.farrier.decide.state.IncidentRecord.HealedIncident;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.Symptom;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.policy.Detector.Trigger;
import dev.farrier.policy.Policy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A symptom that returns soon after its incident was healed: the same incident goes on with the next rung. A heal at {@code t} may
 * relapse in {@code [t, t + relapse)}, by the decider's clock.
 */
public final class Relapses {
    private Relapses() {}

    /** @param run as it was before it ended */
    static void recordEnd(DecisionContext context, Incident run, Incident over) {
        Policy policy =
                EffectBreaker.hasHealed(run, over.state(), over.reason()) ? EffectBreaker.inForce(context, run) : null;
        if (policy != null && !policy.relapse().isZero()) {
            context.state.put(
                    new HealedIncident(over, context.now + policy.relapse().toMillis()));
        }
    }

    /**
     * Reopens the incident that was healed, if this detection says that its symptom is back.
     *
     * @param symptom what is known of the symptom besides the detection
     * @param policy in force
     * @param target of the detection
     * @return null: a new incident opens
     */
    public static @Nullable Incident reopen(
            DecisionContext context, Detection detection, Symptom symptom, Policy policy, String target) {
        HealedIncident kept =
                context.state.get(HealedIncident.key(detection.policy(), detection.group()), HealedIncident.class);
        if (kept == null) {
            return null;
        }
        context.state.remove(kept.key()); // after a new incident only that one can relapse
        Incident healed = kept.incident();
        if (context.now >= kept.wakeAt()
                || context.now >= healed.closedAt() + policy.relapse().toMillis()
                || !isOf(context, healed, policy, target)
                || !VerificationClock.isRelapse(healed, context.policy(healed), detection)) {
            return null;
        }
        context.state.remove(ClosedIncident.key(healed.id()));
        EffectBreaker.recordRelapse(context, healed);
        Recurrences.takeBack(context, healed);
        String report = "healed at " + Instant.ofEpochMilli(healed.closedAt()) + " by rung " + Ids.rung(context, healed)
                + ", and back at " + Instant.ofEpochMilli(context.now) + ": " + detection.because();
        String before = healed.problemReport();
        Incident relapsed = healed.relapsed(
                symptomNow(healed, detection, symptom, policy),
                AuditRecords.clip(before.isEmpty() ? report : report + "; before: " + before),
                context.now);
        return context.transition(relapsed, IncidentState.OPEN, Reason.RELAPSED, 0, report);
    }

    /** Whether the policy in force still acts on this target for the same symptom. */
    private static boolean isOf(DecisionContext context, Incident healed, Policy policy, String target) {
        return policy.acts()
                && healed.target().equals(target)
                && context.isUsable(healed)
                && context.policy(healed).mode() == policy.mode()
                && context.policy(healed).detectorHash().equals(policy.detectorHash());
    }

    private static Symptom symptomNow(Incident healed, Detection detection, Symptom symptom, Policy policy) {
        long match = policy.detector().trigger() == Trigger.SILENCE ? 0 : detection.time();
        long lastMatch = Math.max(healed.symptom().lastMatch(), Math.max(match, symptom.lastMatch()));
        return new Symptom(lastMatch, symptom.clearedAt());
    }
}
