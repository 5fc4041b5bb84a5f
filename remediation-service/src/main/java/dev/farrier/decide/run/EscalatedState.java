package dev.farrier.decide.run;

import dev.farrier.decide.call.CallHandler;
import dev.farrier.decide.context.CatchUpCheck;
import dev.farrier.decide.context.ClearingEvaluator;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.context.WatchdogRound;
import dev.farrier.decide.guard.EffectBreaker;
import dev.farrier.decide.guard.RateLimiter;
import dev.farrier.decide.state.IncidentRecord.OpenIncident;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.Ending;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/** Puts an incident into the state ESCALATED: a person is called, and it keeps its target until the symptom clears or a person closes it. */
public final class EscalatedState {
    /** How long a call may wait for inputs that were not read yet, milliseconds of the decider's uptime. */
    private static final long HOLD_AT_MOST = 30_000;

    private EscalatedState() {}

    public static void start(DecisionContext context, Incident incident, Reason why, String detail) {
        if (WatchdogRound.is(incident)) {
            FailedRound.end(context, incident, why, detail);
            return;
        }
        Incident escalated = transition(context, incident, why, detail);
        if (!incident.shadow()) {
            CallHandler.escalate(context, escalated);
        }
        Incident current = context.state.incident(escalated.id());
        if (current != null) {
            settle(context, current, why, detail);
        }
        EffectBreaker.recordEnd(context, incident, IncidentState.ESCALATED, why);
    }

    /** As {@link #start}, without a call of its own: an alarm has called a person already. */
    public static void startSilently(DecisionContext context, Incident incident, Reason why, String detail) {
        if (WatchdogRound.is(incident)) {
            FailedRound.end(context, incident, why, detail);
            return;
        }
        Incident asked = incident.calling().isOpen() ? CallHandler.endAsking(context, incident) : incident;
        settle(context, transition(context, asked, why, detail), why, detail);
        EffectBreaker.recordEnd(context, incident, IncidentState.ESCALATED, why);
    }

    /** A person was called first; then all that is owed is put back. */
    private static void settle(DecisionContext context, Incident incident, Reason why, String detail) {
        if (incident.work().owed().isEmpty()) {
            evaluate(context, incident);
        } else {
            ReturnToService.start(context, incident, new Ending(IncidentState.ESCALATED, why, detail));
        }
    }

    private static Incident transition(DecisionContext context, Incident incident, Reason why, String detail) {
        // A rung with which the incident should have begun was not reached.
        Incident reached = incident.work().isBeforeFirstRung()
                ? incident.withWork(incident.work().withRung(-1))
                : incident;
        Incident left = RateLimiter.releaseReservation(context, reached);
        return context.transition(
                left.withWork(left.work().atStep(RungPhase.ESCALATE, 0)), IncidentState.ESCALATED, why, 0, detail);
    }

    /** As {@link #start}, once the inputs are read that may say that the symptom has ended. */
    static void startWhenCaughtUp(
            DecisionContext context, Incident incident, Policy policy, Reason why, String detail) {
        GuardResult result = CatchUpCheck.check(context, incident.site());
        if (result.passes()) {
            result = CatchUpCheck.checkSources(context, incident, policy, false);
        }
        boolean waits = result.reason() == Reason.CATCHING_UP && !incident.shadow();
        long until = heldUntil(context, incident);
        if (!waits || context.clock().uptime() >= until) {
            start(context, incident, why, detail);
            return;
        }
        List<WakeCondition> either = new ArrayList<>(result.wakeConditions());
        either.add(new WakeCondition(WakeCondition.AWAKE, until));
        RemediationWorkflow.defer(
                context, incident, new GuardResult(result.verdict(), result.reason(), 0, either, result.detail()));
    }

    /** The decider's uptime up to which the call may wait, milliseconds. */
    private static long heldUntil(DecisionContext context, Incident incident) {
        OpenIncident open = context.state.get(OpenIncident.key(incident.id()), OpenIncident.class);
        List<WakeCondition> waits = open == null ? List.of() : open.resumeOn();
        return waits.stream()
                .filter(wait -> wait.queue().equals(WakeCondition.AWAKE))
                .mapToLong(WakeCondition::order)
                .findFirst()
                .orElse(context.clock().uptime() + HOLD_AT_MOST);
    }

    /** Closes the incident when the symptom has cleared. */
    public static void evaluate(DecisionContext context, Incident incident) {
        Policy policy = context.policy(incident);
        if (incident.canClear()
                && ClearingEvaluator.hasCleared(
                        context,
                        incident,
                        policy,
                        policy.clears(),
                        incident.work().lastOutcomeAt())) {
            RemediationWorkflow.close(
                    context, incident, IncidentState.RESOLVED, Reason.CLEARED, "the symptom has ended");
        }
    }
}
