package dev.farrier.decide;

import dev.farrier.decide.call.CallHandler;
import dev.farrier.decide.command.CommandResults;
import dev.farrier.decide.command.WorkerRegistry;
import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.run.CommandDispatcher;
import dev.farrier.decide.run.DiagnosisPhase;
import dev.farrier.decide.run.EscalatedState;
import dev.farrier.decide.run.RemediationWorkflow;
import dev.farrier.decide.run.StepResultHandler;
import dev.farrier.decide.state.SiteRecord.WorkerState;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.RemediationProgress.Ending;
import dev.farrier.model.RemediationProgress.OwedUndo;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import org.jspecify.annotations.Nullable;

/** Applies the claims, refusals, ends and losses of commands. */
final class CommandLifecycleHandler {
    /** How often the worker of one step may be lost before a person is called. */
    private static final int MAX_LOST = 3;

    /** How long after a later incarnation was first heard its report "never started" is trusted, milliseconds. */
    private static final long TRUST_AFTER = 10_000;

    private CommandLifecycleHandler() {}

    static void handle(DecisionContext context, Outcome outcome) {
        if (CallHandler.handle(context, outcome) || DiagnosisPhase.handleAbandoned(context, outcome)) {
            return;
        }
        Incident incident = context.state.incident(outcome.incident());
        if (incident == null) {
            return;
        }
        ActiveCommand active = incident.work().active();
        boolean ours = active != null
                && active.command().id().equals(outcome.command())
                // Workers can only report for their own site.
                && active.command().site().equals(outcome.site());
        if (active == null || !ours) {
            handleLateEnd(context, incident, outcome);
            return;
        }
        if (context.isFrozen(incident)) {
            BundleActivationHandler.park(context, outcome);
            return;
        }
        boolean claimed = !active.worker().isEmpty();
        boolean byHolder = claimed && isHolder(active, outcome);
        switch (outcome.kind()) {
            case PROGRESS -> {}
            case CLAIMED -> {
                // A claim appended after startBy is void, also for the worker.
                if (!claimed && outcome.at() < active.command().startBy()) {
                    WorkerRegistry.recordClaim(context, active.command());
                    CommandDispatcher.recordClaim(context, incident, active, outcome.worker());
                }
            }
            case REVOKED -> {
                if (!claimed) {
                    handleRevoked(context, incident, active, outcome.detail());
                }
            }
            case REFUSED -> {
                // The holder of the claim reports NOT_STARTED instead.
                if (!claimed
                        && !active.revoking()
                        && outcome.worker().equals(active.command().worker().toString())) {
                    RefusalReason refusal = outcome.refusal() == null ? RefusalReason.UNKNOWN : outcome.refusal();
                    if (costsWorkerCredit(context, incident, active, refusal)) {
                        WorkerRegistry.recordRefusal(context, active.command());
                    }
                    CommandDispatcher.revoke(context, incident, active, refusal, outcome.detail());
                }
            }
            case NOT_STARTED -> {
                if (byHolder) {
                    handleNotStarted(context, incident, active, outcome);
                }
            }
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, UNANSWERED -> {
                if (byHolder) {
                    handleEnd(context, incident, active, outcome);
                }
            }
            case UNKNOWN -> {
                if (byHolder) {
                    handleUnknownEnd(context, incident, active, outcome);
                }
            }
        }
    }

    /** True when the worker that holds the claim reports, or a later incarnation of it. */
    private static boolean isHolder(ActiveCommand active, Outcome outcome) {
        return WorkerInstance.idOf(active.worker()).equals(WorkerInstance.idOf(outcome.worker()));
    }

    /** The active command is overdue by its site's clock, or the report that it never started is trusted now. */
    static void handleDeadline(DecisionContext context, Incident incident, ActiveCommand active) {
        if (active.trustNeverStartedAt() > 0 && active.trustNeverStartedAt() <= context.now) {
            if (isContested(context, active)) {
                // Two processes report under one identity: neither is trusted.
                context.saveUnpublished(incident.withWork(incident.work().withActive(active.neverStarted(0))));
                return;
            }
            Outcome outcome = CommandDispatcher.outcomeWithoutWorker(
                    context, incident, active, OutcomeKind.NOT_STARTED, "never started");
            resend(context, recordEnd(context, incident, active.command(), outcome, Reason.EXPIRED));
        } else if (active.worker().isEmpty()) {
            if (!active.revoking()) {
                WorkerRegistry.recordMissedClaim(context, active.command());
            }
            CommandDispatcher.revoke(context, incident, active, null, "not claimed in time");
        } else {
            handleUnknownEnd(
                    context,
                    incident,
                    active,
                    CommandDispatcher.outcomeWithoutWorker(
                            context,
                            incident,
                            active,
                            OutcomeKind.UNKNOWN,
                            "worker " + active.worker() + " never reported an end"));
        }
    }

    /** The worker is silent or has restarted: revokes what it has not claimed, and sends probes again. */
    static void handleWorkerLoss(DecisionContext context, Incident incident, ActiveCommand active, String why) {
        if (context.isFrozen(incident)) {
            return; // a frozen incident keeps its command
        }
        SlotType lane = active.command().lane();
        if (active.worker().isEmpty()) {
            if (!active.revoking()) {
                CommandDispatcher.revoke(context, incident, active, null, why);
            }
        } else if (lane == SlotType.LOOK || lane == SlotType.WAIT) {
            Outcome outcome =
                    CommandDispatcher.outcomeWithoutWorker(context, incident, active, OutcomeKind.UNKNOWN, why);
            resend(context, recordEnd(context, incident, active.command(), outcome, Reason.EXPIRED));
        }
    }

    /** The decider's claim was the first: no worker has run the command or will. */
    private static void handleRevoked(DecisionContext context, Incident incident, ActiveCommand active, String why) {
        OutcomeKind kind = isRefusedByAll(active.refusal()) ? OutcomeKind.REFUSED : OutcomeKind.NOT_STARTED;
        Outcome outcome = CommandDispatcher.outcomeWithoutWorker(context, incident, active, kind, why);
        handleUnstarted(context, incident, active, outcome, active.refusal());
    }

    /** The holder of the claim did not start the command, by its own report or by that of its later incarnation. */
    private static void handleNotStarted(
            DecisionContext context, Incident incident, ActiveCommand active, Outcome outcome) {
        if (!outcome.worker().equals(active.worker())) {
            // The earlier incarnation may be about to start it: it checks for a later one at most 2 s before the start,
            // and starts within 5 s of that check.
            WorkerState worker = holder(context, active);
            long heardAt = worker != null && worker.report().worker().toString().equals(outcome.worker())
                    ? worker.firstHeardAt()
                    : context.now;
            long at = Math.max(context.now + 1, heardAt + TRUST_AFTER);
            context.saveUnpublished(incident.withWork(incident.work().withActive(active.neverStarted(at))));
            return;
        }
        if (outcome.refusal() != null && costsWorkerCredit(context, incident, active, outcome.refusal())) {
            WorkerRegistry.recordRefusal(context, active.command());
        }
        handleUnstarted(context, incident, active, outcome, outcome.refusal());
    }

    /** A halt that the decider does not know yet would have the same command refused again at once. */
    private static boolean costsWorkerCredit(
            DecisionContext context, Incident incident, ActiveCommand active, RefusalReason refusal) {
        if (refusal != RefusalReason.HALTED) {
            return refusal.costsWorkerCredit();
        }
        WorkerState worker = WorkerRegistry.get(
                context, active.command().site(), active.command().worker().id());
        return context.halt(incident) == null
                && worker != null
                && !worker.report().halted();
    }

    /** No worker has run the command: its step fails if every worker would refuse it; else the command is sent again. */
    private static void handleUnstarted(
            DecisionContext context,
            Incident incident,
            ActiveCommand active,
            Outcome outcome,
            @Nullable RefusalReason refusal) {
        boolean byAll = isRefusedByAll(refusal);
        Incident freed =
                recordEnd(context, incident, active.command(), outcome, byAll ? Reason.REFUSED : Reason.EXPIRED);
        if (byAll && freed.work().cancelledBy().isEmpty()) {
            StepResultHandler.handleFailure(context, freed, Reason.REFUSED, outcome.detail(), false);
        } else {
            resend(context, freed);
        }
    }

    private static boolean isRefusedByAll(@Nullable RefusalReason refusal) {
        return refusal != null && refusal.byEveryWorker();
    }

    /** The worker whose incarnation has claimed the command; null: the decider does not know it any more. */
    private static @Nullable WorkerState holder(DecisionContext context, ActiveCommand active) {
        return WorkerRegistry.get(context, active.command().site(), WorkerInstance.idOf(active.worker()));
    }

    private static boolean isContested(DecisionContext context, ActiveCommand active) {
        WorkerState worker = holder(context, active);
        return worker != null && worker.contested();
    }

    /** Sends the command again as a new attempt with new times, if the symptom is still there. */
    private static void resend(DecisionContext context, Incident incident) {
        if (!incident.work().cancelledBy().isEmpty()) {
            finishCancellation(context, incident);
        } else {
            RemediationWorkflow.resume(
                    context, context.save(incident.withWork(incident.work().withResend())));
        }
    }

    /** Nobody knows how the command ended. By now its supervisor has ended what it ran. */
    private static void handleUnknownEnd(
            DecisionContext context, Incident incident, ActiveCommand active, Outcome outcome) {
        Command command = active.command();
        Incident freed = recordEnd(context, incident, command, outcome, Reason.WORKER_LOST);
        if (!freed.work().cancelledBy().isEmpty()) {
            finishCancellation(context, freed);
        } else if (command.onWorkerLoss() == OnWorkerLoss.RERUN && freed.work().workerLosses() < MAX_LOST) {
            RemediationWorkflow.resume(
                    context, context.save(freed.withWork(freed.work().withWorkerLoss())));
        } else if (freed.work().isReturning() || freed.work().isDiagnosing()) {
            StepResultHandler.handleFailure(context, freed, Reason.WORKER_LOST, outcome.detail(), false);
        } else {
            Incident unknown = freed.withWork(freed.work().withUnresolvedCommand(command.id()));
            EscalatedState.start(context, unknown, Reason.WORKER_LOST, outcome.detail());
        }
    }

    /** The end of a command whose worker was given up: the target may now be freed. */
    private static void handleLateEnd(DecisionContext context, Incident incident, Outcome outcome) {
        RemediationProgress work = incident.work();
        boolean known = outcome.command().equals(work.unresolvedCommand())
                && outcome.kind().isFinal()
                && outcome.kind() != OutcomeKind.UNKNOWN
                && outcome.site().equals(incident.site());
        if (known) {
            context.audit(AuditRecords.state(
                    context,
                    incident,
                    "command " + outcome.command() + " has reported " + outcome.kind() + " after all: "
                            + outcome.detail()));
            boolean owesNothing = outcome.isNotDone() && !isBeingUndone(work, outcome.command());
            RemediationProgress ended = owesNothing ? work.notOwingFor(outcome.command()) : work;
            long lastOutcomeAt = Math.max(work.lastOutcomeAt(), outcome.at());
            Incident updated = context.save(
                    incident.withWork(ended.with(b -> b.unresolvedCommand("").lastOutcomeAt(lastOutcomeAt))));
            if (updated.work().isReturning()
                    && updated.work().owed().isEmpty()
                    && updated.work().active() == null) {
                RemediationWorkflow.resume(context, updated);
                settle(context, updated);
            } else if (context.isUsable(updated)) {
                EvidenceHandler.evaluate(context, updated);
            }
        }
    }

    /** What is on its way stays owed to its end: that end pays what is owed next. */
    private static boolean isBeingUndone(RemediationProgress work, String command) {
        OwedUndo next = work.nextOwed();
        return work.isReturning()
                && work.active() != null
                && next != null
                && next.command().equals(command);
    }

    private static void handleEnd(DecisionContext context, Incident incident, ActiveCommand active, Outcome outcome) {
        boolean good = outcome.kind() == OutcomeKind.SUCCEEDED;
        Reason why = good
                ? Reason.SUCCEEDED
                : outcome.kind() == OutcomeKind.UNANSWERED ? Reason.OUTCOME_UNKNOWN : Reason.STEP_FAILED;
        Incident freed = recordEnd(context, incident, active.command(), outcome, why);
        if (outcome.kind() == OutcomeKind.CANCELLED
                && freed.work().cancelledBy().isEmpty()
                && !freed.work().isReturning()) {
            // The control reached the site before the order reached the decider.
            finishCancellation(
                    context,
                    freed.withWork(freed.work().withCancelledBy("a control at its site: " + outcome.detail())));
        } else if (!freed.work().cancelledBy().isEmpty()) {
            finishCancellation(context, freed);
        } else if (good) {
            StepResultHandler.handleSuccess(context, freed, outcome);
            settle(context, freed);
        } else if (freed.work().isDiagnosing()) {
            DiagnosisPhase.recordFailure(
                    context, freed, context.policy(freed), DiagnosisPhase.describe(outcome), outcome.output());
        } else if (freed.work().phase() == RungPhase.CONFIRM && outcome.exitCode() >= 0) {
            RemediationWorkflow.close(
                    context,
                    freed,
                    IncidentState.SUPPRESSED,
                    Reason.NOT_CONFIRMED,
                    "confirm says that there is nothing to remediate");
        } else {
            StepResultHandler.handleFailure(context, freed, why, outcome.detail(), true);
        }
    }

    /** Does what was put off until all was back in service: ends a cancelled incident, or decides a symptom that is back. */
    private static void settle(DecisionContext context, Incident before) {
        Ending ending = before.work().ending();
        Incident now = context.state.incident(before.id());
        if (ending == null) {
            return;
        }
        if (now == null) {
            boolean back = ending.firedAgain() && before.symptom().clearedAt() == 0;
            if (back && ending.state() == IncidentState.RESOLVED) {
                DetectionHandler.decide(context, before.detection(), before.symptom());
            }
        } else if (now.work().isReturning() && now.work().owed().isEmpty()) {
            CancellationHandler.end(
                    context,
                    now.withWork(now.work().withEnding(null)),
                    ending.by(),
                    ending.state() == IncidentState.OPEN ? Afterwards.RETRY : Afterwards.DECIDE_AGAIN);
        }
    }

    private static void finishCancellation(DecisionContext context, Incident incident) {
        CancellationHandler.end(context, incident, incident.work().cancelledBy(), Afterwards.DECIDE_AGAIN);
    }

    /** Writes the end of the active command to audit and history. */
    private static Incident recordEnd(
            DecisionContext context, Incident incident, Command command, Outcome outcome, Reason why) {
        context.audit(AuditRecords.outcome(context, incident, command, outcome, why));
        context.markFreed(command.site());
        RemediationProgress work = outcome.isNotDone() ? incident.work().notOwingFor(command.id()) : incident.work();
        if (command.isDiagnosis()) {
            return context.save(incident.withWork(work.withCommandEnd(outcome.at())));
        }
        Incident.CommandResult done = CommandResults.of(command.rung(), command.step(), command.purpose(), outcome);
        return context.save(incident.withWork(work.withCommandEnd(outcome.at())).withDone(done));
    }
}
