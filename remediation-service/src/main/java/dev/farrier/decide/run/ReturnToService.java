package dev.farrier.decide.run;

import dev.farrier.decide.call.CallHandler;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.guard.EffectBreaker;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.RemediationProgress.Ending;
import dev.farrier.model.RemediationProgress.OwedUndo;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.policy.action.ActionDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts back what the steps of a run took out of service ({@code undoneBy}), the last first, before the run ends or its next rung is
 * decided. What can't be put back is told to a person by the name of the resource, and the incident keeps the target until that
 * person says that it is done.
 */
public final class ReturnToService {
    /** How often an action that failed is tried again. */
    static final int RETRIES = 3;

    static final Duration BACKOFF = Duration.ofSeconds(10);

    /** How long it may wait for a worker before a person is called, milliseconds of the decider's uptime. A halt does not count. */
    static final long CALL_AFTER = Duration.ofMinutes(5).toMillis();

    private ReturnToService() {}

    /** Puts back all that is owed; what follows then is said by {@code ending}. */
    public static void start(DecisionContext context, Incident incident, Ending ending) {
        Ending before = incident.work().ending();
        long callAt = before == null ? 0 : before.callAt();
        RemediationProgress work = incident.work()
                .owingAgain()
                .atStep(RungPhase.ROLLBACK, 0)
                .with(b -> b.ending(ending.withCallAt(callAt)).cancelledBy(""));
        Incident returning = incident.withWork(work);
        proceed(
                context,
                incident.state() == IncidentState.ESCALATED
                        ? context.save(returning)
                        : context.transition(
                                returning, IncidentState.REMEDIATING, Reason.RETURNING, 0, incident.stillOut()));
    }

    /** A person asks to try again what could not be put back. */
    public static void startAgain(DecisionContext context, Incident incident) {
        Ending ending = incident.work().ending();
        start(
                context,
                incident,
                ending == null ? new Ending(IncidentState.ESCALATED, Reason.NOT_RETURNED, "") : ending);
    }

    /** Sends the next command, or carries out what follows. */
    static void proceed(DecisionContext context, Incident incident) {
        OwedUndo next = incident.work().nextOwed();
        if (next != null) {
            CommandDispatcher.undo(context, incident, next);
        } else if (!incident.work().owed().isEmpty()) {
            Incident given = incident.withWork(incident.work().atStep(RungPhase.ESCALATE, 0));
            callByName(context, given);
        } else {
            carryOut(context, incident);
        }
    }

    private static void carryOut(DecisionContext context, Incident incident) {
        Ending ending = incident.work().ending();
        if (ending == null || !ending.by().isEmpty()) {
            context.save(incident); // the canceller of incidents ends it
            return;
        }
        RemediationProgress work = incident.work().withEnding(null);
        boolean called = incident.state() == IncidentState.ESCALATED;
        switch (ending.state()) {
            case RESOLVED, SUPPRESSED, CANCELLED ->
                RemediationWorkflow.close(
                        context,
                        incident.withWork(work.atStep(RungPhase.NONE, 0)),
                        called ? IncidentState.RESOLVED : ending.state(),
                        ending.reason(),
                        ending.detail());
            case OPEN, DEFERRED, AWAITING_APPROVAL, CONFIRMING, REMEDIATING, VERIFYING, ESCALATED -> {
                if (called) {
                    Reason why = incident.isToldOfOwed() ? ending.reason() : incident.reason();
                    EscalatedState.evaluate(
                            context,
                            context.transition(
                                    incident.withWork(work.atStep(RungPhase.ESCALATE, 0)),
                                    IncidentState.ESCALATED,
                                    why,
                                    0,
                                    "nothing is out of service any more; " + ending.detail()));
                } else {
                    RemediationWorkflow.decideNextRung(
                            context, context.save(incident.withWork(work.atStep(RungPhase.NONE, 0))));
                }
            }
        }
    }

    /** It was put back. */
    static void handleSuccess(DecisionContext context, Incident incident) {
        RemediationProgress work = incident.work();
        OwedUndo paid = work.nextOwed();
        RemediationProgress left = (paid == null ? work : work.paid(paid)).atStep(RungPhase.ROLLBACK, 0);
        Ending ending = left.ending();
        proceed(
                context,
                context.save(incident.withWork(ending == null ? left : left.withEnding(ending.withCallAt(0)))));
    }

    /** It could not be put back: tries again, or goes on with the one before. */
    static void handleFailure(DecisionContext context, Incident incident, Reason why, String detail, boolean mayRetry) {
        RemediationProgress work = incident.work();
        OwedUndo due = work.nextOwed();
        if (due == null) {
            proceed(context, incident);
            return;
        }
        boolean mayRunAgain = why != Reason.OUTCOME_UNKNOWN
                || context.bundle(incident).actions().get(due.action()) instanceof ActionDefinition action
                        && action.idempotent();
        if (mayRetry && mayRunAgain && work.retries() < RETRIES) {
            boolean called = incident.state() == IncidentState.ESCALATED;
            context.transition(
                    incident.withWork(work.withRetry()),
                    called ? IncidentState.ESCALATED : IncidentState.REMEDIATING,
                    called ? incident.reason() : Reason.STEP_RETRIED,
                    context.now + BACKOFF.toMillis(),
                    due.action() + ": " + detail);
            return;
        }
        RemediationProgress given = work.unpaid(due, detail.isEmpty() ? why.code() : detail);
        proceed(context, context.save(incident.withWork(given.atStep(RungPhase.ROLLBACK, 0))));
    }

    /** It can't be put back now. A person is called when that lasts; nobody has to be while a person has halted all. */
    static void hold(DecisionContext context, Incident incident, GuardResult result) {
        Ending ending = incident.work().ending();
        if (ending == null) {
            return;
        }
        boolean halted = result.reason() == Reason.HALTED;
        long uptime = context.clock().uptime();
        long callAt = halted ? 0 : ending.callAt() > 0 ? ending.callAt() : uptime + CALL_AFTER;
        Incident waiting = incident.withWork(incident.work().withEnding(ending.withCallAt(callAt)));
        if (!halted && !incident.isToldOfOwed() && uptime >= callAt) {
            OwedUndo due = waiting.work().nextOwed();
            callByName(context, waiting, due == null ? "" : "; it waits: " + result.detail());
            waiting = context.state.incident(incident.id());
            if (waiting == null) {
                return;
            }
        }
        List<WakeCondition> waits = new ArrayList<>(result.wakeConditions());
        if (waiting.state() == IncidentState.ESCALATED) {
            context.save(waiting);
        } else {
            context.transition(waiting, IncidentState.DEFERRED, result.reason(), result.until(), result.detail());
        }
        if (!halted && !waiting.isToldOfOwed()) {
            waits.add(new WakeCondition(WakeCondition.AWAKE, callAt));
        }
        context.resumeOn(waiting, waits);
    }

    private static void callByName(DecisionContext context, Incident incident) {
        callByName(context, incident, "");
    }

    private static void callByName(DecisionContext context, Incident incident, String more) {
        if (incident.state() != IncidentState.ESCALATED) {
            EffectBreaker.recordEnd(context, incident, IncidentState.ESCALATED, Reason.NOT_RETURNED);
        }
        Incident told = context.transition(
                incident, IncidentState.ESCALATED, Reason.NOT_RETURNED, 0, incident.stillOut() + more);
        CallHandler.callByName(context, told);
    }
}
