package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Worker;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.SlotType;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.Texts;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung.Step;

/** Claims, progress and results of commands, in the order of their topic, and what follows from them. */
final class Outcomes {
    /** How often the worker of one step may be lost before it is given up. */
    private static final int MAX_LOST = 3;

    /** A later incarnation's word that something was never started is believed so long after it was first heard. */
    private static final long BELIEVE_AFTER = 10_000;

    private static final int MAX_OUTPUT = 2_000;

    private Outcomes() {}

    static void on(Turn turn, Outcome outcome) {
        if (Calls.on(turn, outcome)) {
            return;
        }
        Incident incident = turn.state.incident(outcome.incident());
        if (incident == null) {
            return;
        }
        ActiveCommand active = incident.work().active();
        boolean ours = active != null
                && active.command().id().equals(outcome.command())
                // A site's workers can only speak for their own site.
                && active.command().site().equals(outcome.site());
        if (active == null || !ours) {
            late(turn, incident, outcome);
            return;
        }
        if (turn.frozen(incident)) {
            Activations.park(turn, outcome);
            return;
        }
        boolean claimed = !active.worker().isEmpty();
        switch (outcome.kind()) {
            case PROGRESS -> {}
            case CLAIMED -> {
                // A claim appended after startBy is void: the worker that wrote it knows that too.
                if (!claimed && outcome.at() < active.command().startBy()) {
                    Workers.claimed(turn, active.command());
                    Dispatch.claimed(turn, incident, active, outcome.worker());
                }
            }
            case REVOKED -> {
                if (!claimed) {
                    takenBack(turn, incident, active, outcome.detail());
                }
            }
            case REFUSED -> {
                // Who holds the claim says that it did not start it, and does not refuse it.
                if (!claimed
                        && !active.revoking()
                        && outcome.worker().equals(active.command().worker().toString())) {
                    if (refusal(outcome).costsWorkerCredit()) {
                        Workers.refused(turn, active.command());
                    }
                    Dispatch.revoke(turn, incident, active, refusal(outcome), outcome.detail());
                }
            }
            case NOT_STARTED -> {
                if (claimed && isHolder(active, outcome)) {
                    notStarted(turn, incident, active, outcome);
                }
            }
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED -> {
                if (claimed && isHolder(active, outcome)) {
                    ended(turn, incident, active, outcome);
                }
            }
            case UNKNOWN -> {
                if (claimed && isHolder(active, outcome)) {
                    lost(turn, incident, active, outcome);
                }
            }
        }
    }

    /** The worker that holds the claim, in this or a later life. */
    private static boolean isHolder(ActiveCommand active, Outcome outcome) {
        return id(active.worker()).equals(id(outcome.worker()));
    }

    private static String id(String instance) {
        int hash = instance.lastIndexOf('#');
        return hash < 0 ? instance : instance.substring(0, hash);
    }

    private static RefusalReason refusal(Outcome outcome) {
        return outcome.refusal() == null ? RefusalReason.UNKNOWN : outcome.refusal();
    }

    /** Time is up for the active command, by its site's clock; or what was said of it is to be believed now. */
    static void overdue(Turn turn, Incident incident, ActiveCommand active) {
        if (active.trustNeverStartedAt() > 0 && active.trustNeverStartedAt() <= turn.now) {
            if (isContested(turn, active)) {
                // Two of them speak: nobody knows which one says the truth, so nothing is concluded.
                turn.remember(incident.withWork(incident.work().withActive(active.neverStarted(0))));
                return;
            }
            Outcome outcome = Dispatch.silence(turn, incident, active, OutcomeKind.NOT_STARTED, "never started");
            again(turn, record(turn, incident, active.command(), outcome, Reason.EXPIRED));
        } else if (active.worker().isEmpty()) {
            if (!active.revoking()) {
                Workers.didNotClaim(turn, active.command());
            }
            Dispatch.revoke(turn, incident, active, null, "not claimed in time");
        } else {
            lost(
                    turn,
                    incident,
                    active,
                    Dispatch.silence(
                            turn,
                            incident,
                            active,
                            OutcomeKind.UNKNOWN,
                            "worker " + active.worker() + " never said how it ended"));
        }
    }

    /** Its worker is silent, or lives anew: what it has not claimed goes to another, what only looks is sent anew. */
    static void workerGone(Turn turn, Incident incident, ActiveCommand active, String why) {
        if (turn.frozen(incident)) {
            return; // it stands still; its clocks run again with it
        }
        SlotType lane = active.command().lane();
        if (active.worker().isEmpty()) {
            if (!active.revoking()) {
                Dispatch.revoke(turn, incident, active, null, why);
            }
        } else if (lane == SlotType.LOOK || lane == SlotType.WAIT) {
            Outcome outcome = Dispatch.silence(turn, incident, active, OutcomeKind.UNKNOWN, why);
            again(turn, record(turn, incident, active.command(), outcome, Reason.EXPIRED));
        }
    }

    /** Our claim was first: nobody has run the command and nobody will. */
    private static void takenBack(Turn turn, Incident incident, ActiveCommand active, String why) {
        RefusalReason refusal = active.refusal();
        boolean byAll = refusal != null && refusal.byEveryWorker();
        Outcome outcome =
                Dispatch.silence(turn, incident, active, byAll ? OutcomeKind.REFUSED : OutcomeKind.NOT_STARTED, why);
        Incident freed = record(turn, incident, active.command(), outcome, byAll ? Reason.REFUSED : Reason.EXPIRED);
        if (byAll && freed.work().cancelledBy().isEmpty()) {
            stepFailed(turn, freed, Reason.REFUSED, why, false);
        } else {
            again(turn, freed);
        }
    }

    /** Claimed, and given up before it was started: by the holder itself, or says its later incarnation. */
    private static void notStarted(Turn turn, Incident incident, ActiveCommand active, Outcome outcome) {
        if (!outcome.worker().equals(active.worker())) {
            // A later life says so. The old one may still be about to start it: it looks for a newer one of itself at
            // most 2 s
            // before it does, and begins within 5 s of that look.
            Worker worker = Workers.get(turn, active.command().site(), id(active.worker()));
            long heardAt = worker != null && worker.report().worker().toString().equals(outcome.worker())
                    ? worker.firstHeardAt()
                    : turn.now;
            long at = Math.max(turn.now + 1, heardAt + BELIEVE_AFTER);
            turn.remember(incident.withWork(incident.work().withActive(active.neverStarted(at))));
            return;
        }
        RefusalReason refusal = refusal(outcome);
        if (outcome.refusal() != null && refusal.costsWorkerCredit()) {
            Workers.refused(turn, active.command());
        }
        boolean byAll = outcome.refusal() != null && refusal.byEveryWorker();
        Incident freed = record(turn, incident, active.command(), outcome, byAll ? Reason.REFUSED : Reason.EXPIRED);
        if (byAll && freed.work().cancelledBy().isEmpty()) {
            stepFailed(turn, freed, Reason.REFUSED, outcome.detail(), false);
        } else {
            again(turn, freed);
        }
    }

    private static boolean isContested(Turn turn, ActiveCommand active) {
        Worker worker = Workers.get(turn, active.command().site(), id(active.worker()));
        return worker != null && worker.contested();
    }

    /** Sends the same thing once more with fresh time, as a new attempt, if there is still a reason to. */
    private static void again(Turn turn, Incident incident) {
        if (!incident.work().cancelledBy().isEmpty()) {
            cancelled(turn, incident);
        } else {
            Remediation.goOn(turn, turn.save(incident.withWork(incident.work().withResend())));
        }
    }

    /** Nobody knows how it ended, and by now its supervisor has ended whatever it ran. */
    private static void lost(Turn turn, Incident incident, ActiveCommand active, Outcome outcome) {
        Command command = active.command();
        Incident freed = record(turn, incident, command, outcome, Reason.WORKER_LOST);
        if (!freed.work().cancelledBy().isEmpty()) {
            cancelled(turn, freed);
        } else if (command.onWorkerLoss() == OnWorkerLoss.RERUN && freed.work().workerLosses() < MAX_LOST) {
            Remediation.goOn(turn, turn.save(freed.withWork(freed.work().withWorkerLoss())));
        } else {
            Incident unknown = freed.withWork(freed.work().withUnresolvedCommand(command.id()));
            Escalation.start(turn, unknown, Reason.WORKER_LOST, outcome.detail());
        }
    }

    /** An end that comes after its worker was given up: then it is known what was done, and the target may be freed. */
    private static void late(Turn turn, Incident incident, Outcome outcome) {
        boolean known = outcome.command().equals(incident.work().unresolvedCommand())
                && outcome.kind().isFinal()
                && outcome.kind() != OutcomeKind.UNKNOWN
                && outcome.site().equals(incident.site());
        if (known) {
            turn.audit(Audits.state(
                    turn,
                    incident,
                    "command " + outcome.command() + " had " + outcome.kind() + " after all: " + outcome.detail()));
            Incident told =
                    turn.save(incident.withWork(incident.work().withUnresolvedCommand("").withCommandEnd(outcome.at())));
            if (turn.usable(told)) {
                Evidences.look(turn, told);
            }
        }
    }

    private static void ended(Turn turn, Incident incident, ActiveCommand active, Outcome outcome) {
        boolean good = outcome.kind() == OutcomeKind.SUCCEEDED;
        Reason why = good ? Reason.DETECTED : Reason.STEP_FAILED;
        Incident freed = record(turn, incident, active.command(), outcome, why);
        if (outcome.kind() == OutcomeKind.CANCELLED
                && freed.work().cancelledBy().isEmpty()) {
            // Its site was told before the decider.
            cancelled(turn, freed.withWork(freed.work().cancelledBy("its site was told: " + outcome.detail())));
        } else if (!freed.work().cancelledBy().isEmpty()) {
            cancelled(turn, freed);
        } else if (good) {
            succeeded(turn, freed, outcome);
        } else if (freed.work().phase() == RungPhase.CONFIRM && outcome.exitCode() >= 0) {
            Remediation.close(
                    turn, freed, IncidentState.SUPPRESSED, Reason.NOT_CONFIRMED, "looked again, and it is not so");
        } else {
            stepFailed(turn, freed, why, outcome.detail(), true);
        }
    }

    private static void succeeded(Turn turn, Incident incident, Outcome outcome) {
        RemediationProgress work = incident.work();
        Policy policy = turn.policy(incident);
        switch (work.phase()) {
            case NONE -> Remediation.proceed(turn, incident);
            case CONFIRM -> {
                if (Symptoms.ended(turn, incident, policy, policy.clears(), 0)) {
                    Remediation.close(
                            turn,
                            incident,
                            IncidentState.RESOLVED,
                            Reason.CLEARED_ITSELF,
                            "gone before anything was done");
                } else if (!Remediation.holds(turn, incident, policy)) {
                    Incident begins = Limits.take(turn, incident);
                    Remediation.toStep(turn, begins, IncidentState.REMEDIATING, RungPhase.STEPS, 0, Reason.DETECTED);
                }
            }
            case STEPS -> {
                Step step = policy.remediate().get(work.rung()).steps().get(work.step());
                RemediationProgress next = work.withOutput(step.id(), outcome.output().strip()).atStep(RungPhase.STEPS, work.step() + 1);
                Remediation.proceed(turn, turn.save(incident.withWork(next)));
            }
            case ROLLBACK ->
                Remediation.proceed(turn, turn.save(incident.withWork(work.atStep(work.phase(), work.step() + 1))));
            case VERIFY ->
                Remediation.close(
                        turn, incident, IncidentState.RESOLVED, Reason.VERIFIED, "asked, and it is well again");
        }
    }

    /** The command that the incident stands at did not do what it should. */
    static void stepFailed(Turn turn, Incident incident, Reason why, String detail, boolean mayRetry) {
        RemediationProgress work = incident.work();
        Policy policy = turn.policy(incident);
        switch (work.phase()) {
            case NONE, CONFIRM -> {
                if (!Remediation.holds(turn, incident, policy)) {
                    Escalation.start(turn, incident, Reason.NOT_CONFIRMED, "could not look: " + detail);
                }
            }
            case STEPS -> failedStep(turn, incident, policy, why, detail, mayRetry);
            case ROLLBACK ->
                Remediation.proceed(turn, turn.save(incident.withWork(work.atStep(RungPhase.ROLLBACK, work.step() + 1))));
            case VERIFY -> Remediation.nextRung(turn, incident, Reason.NOT_VERIFIED, detail);
            case ESCALATE -> throw new IllegalStateException("calls are no commands of the incident: " + incident.id());
        }
    }

    private static void failedStep(
            Turn turn, Incident incident, Policy policy, Reason why, String detail, boolean mayRetry) {
        RemediationProgress work = incident.work();
        Step step = policy.remediate().get(work.rung()).steps().get(work.step());
        if (mayRetry && work.retries() < step.retries()) {
            long at = turn.now + Math.max(1, step.backoff().toMillis());
            turn.move(
                    incident.withWork(work.withRetry()),
                    IncidentState.REMEDIATING,
                    Reason.STEP_RETRIED,
                    at,
                    step.id() + ": " + detail);
            return;
        }
        switch (step.onFailure()) {
            case CONTINUE ->
                Remediation.proceed(turn, turn.save(incident.withWork(work.atStep(RungPhase.STEPS, work.step() + 1))));
            case NEXT_RUNG -> Remediation.nextRung(turn, incident, why, step.id() + ": " + detail);
            case ROLLBACK ->
                Remediation.proceed(
                        turn,
                        turn.save(incident.withWork(work.atStep(RungPhase.ROLLBACK, 0).failureReason(why))));
        }
    }

    private static void cancelled(Turn turn, Incident incident) {
        Cancellations.end(turn, incident, incident.work().cancelledBy(), Afterwards.DECIDE_AGAIN);
    }

    /** Keeps the end of a command in story, audit and clock; the incident has no active command any more. */
    private static Incident record(Turn turn, Incident incident, Command command, Outcome outcome, Reason why) {
        turn.audit(Audits.outcome(turn, incident, command, outcome, why));
        turn.free(command.site());
        Incident.CommandResult done = done(command.rung(), command.step(), command.purpose(), outcome);
        return turn.save(incident.withWork(incident.work().withCommandEnd(outcome.at())).withDone(done));
    }

    /** For the incident's story. */
    static Incident.CommandResult done(String rung, String step, Purpose purpose, Outcome outcome) {
        return new Incident.CommandResult(
                rung,
                step,
                purpose,
                outcome.command(),
                outcome.kind(),
                outcome.exitCode(),
                Audits.clip(outcome.detail()),
                outcome.kind() == OutcomeKind.SUCCEEDED
                        ? ""
                        : Texts.end(outcome.output().strip(), MAX_OUTPUT),
                outcome.at());
    }
}
