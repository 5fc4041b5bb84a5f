package dev.farrier.decide;

import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.model.Work;
import dev.farrier.model.Work.Active;
import dev.farrier.model.Work.Phase;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung.Step;
import java.util.List;

/** Claims, progress and results of commands, in the order of their topic, and what follows from them. */
final class Outcomes {
    /** How often a command may go unclaimed, or its worker be lost, before it is given up. */
    private static final int MAX_EXPIRED = 3;

    private static final long REFUSED_BACKOFF = 5_000;
    private static final int MAX_DOUBLINGS = 6;

    /** Then the next way of calling a person is tried. */
    private static final int MAX_PAGE_TRIES = 3;

    /** What a halted worker's refusal begins with: the command is not to blame. */
    private static final String HALTED = "halted";

    private Outcomes() {}

    static void on(Turn turn, Outcome outcome) {
        Incident incident = turn.state.incident(outcome.incident());
        Active active = incident == null ? null : incident.work().active();
        boolean ours = active != null
                && active.command().id().equals(outcome.command())
                // A site's workers can only speak for their own site.
                && active.command().site().equals(outcome.site());
        if (incident == null || active == null || !ours) {
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
                    Dispatch.claimed(turn, incident, active, outcome.worker());
                }
            }
            case REVOKED -> {
                if (!claimed) {
                    takenBack(turn, incident, active, outcome.detail());
                }
            }
            case REFUSED, EXPIRED -> {
                if (claimed) {
                    // A record may be handed out twice: what a worker says that never held it does not count.
                    if (active.worker().equals(outcome.worker())) {
                        ended(turn, incident, active, outcome);
                    }
                } else if (!active.revoking()) {
                    // Another worker may still get the same record. Only our own claim settles it.
                    Dispatch.revoke(turn, incident, active, reasonText(outcome));
                }
            }
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED -> {
                if (claimed) {
                    ended(turn, incident, active, outcome);
                }
            }
        }
    }

    private static String reasonText(Outcome outcome) {
        return outcome.kind() == OutcomeKind.EXPIRED || outcome.detail().startsWith(HALTED)
                ? outcome.detail()
                : Reason.REFUSED.code() + ": " + outcome.detail();
    }

    /** Time is up for the active command. */
    static void overdue(Turn turn, Incident incident, Active active) {
        if (active.worker().isEmpty()) {
            Dispatch.revoke(turn, incident, active, "nobody claimed it in time");
        } else {
            lost(turn, incident, active);
        }
    }

    /** Our claim was first: nobody has run the command and nobody will. */
    private static void takenBack(Turn turn, Incident incident, Active active, String why) {
        boolean refused = why.startsWith(Reason.REFUSED.code());
        Outcome outcome = Dispatch.silence(incident, active, refused ? OutcomeKind.REFUSED : OutcomeKind.EXPIRED, why);
        Incident freed = record(turn, incident, active.command(), outcome, refused ? Reason.REFUSED : Reason.EXPIRED);
        if (!freed.work().cancelledBy().isEmpty()) {
            cancelled(turn, freed);
        } else if (refused) {
            stepFailed(turn, freed, Reason.REFUSED, why, false);
        } else {
            again(turn, freed, Reason.NO_WORKER, why);
        }
    }

    /** Sends the same thing once more with fresh time, as a new attempt, if there is still a reason to. */
    private static void again(Turn turn, Incident incident, Reason givenUp, String detail) {
        Work work = incident.work();
        Incident once = turn.save(incident.withWork(work.expiredOnce()));
        boolean page = work.phase() == Phase.ESCALATE;
        if (!page && work.expired() >= MAX_EXPIRED) {
            Escalation.start(turn, once, givenUp, detail);
        } else if (page || (detail.startsWith(HALTED) && !turn.halted())) {
            // Whoever refused at once would refuse again at once.
            long at = turn.now + (REFUSED_BACKOFF << Math.min(work.expired(), MAX_DOUBLINGS));
            turn.save(once.moved(once.state(), once.reason(), at, turn.now));
        } else {
            Remediation.goOn(turn, once);
        }
    }

    /** No word from the worker, and by now its supervisor has ended whatever it ran. */
    private static void lost(Turn turn, Incident incident, Active active) {
        String who = "worker " + active.worker() + " never said how it ended";
        Outcome outcome = Dispatch.silence(incident, active, OutcomeKind.FAILED, who);
        Incident freed = record(turn, incident, active.command(), outcome, Reason.WORKER_LOST);
        if (!freed.work().cancelledBy().isEmpty()) {
            cancelled(turn, freed);
        } else if (active.command().onWorkerLoss() == OnWorkerLoss.RERUN
                || freed.work().phase() == Phase.ESCALATE) {
            again(turn, freed, Reason.WORKER_LOST, who);
        } else {
            Escalation.start(turn, freed, Reason.WORKER_LOST, who);
        }
    }

    private static void ended(Turn turn, Incident incident, Active active, Outcome outcome) {
        boolean good = outcome.kind() == OutcomeKind.SUCCEEDED;
        boolean unstarted = outcome.kind() == OutcomeKind.EXPIRED
                || (outcome.kind() == OutcomeKind.REFUSED && outcome.detail().startsWith(HALTED));
        Reason why = good
                ? Reason.DETECTED
                : unstarted
                        ? Reason.EXPIRED
                        : outcome.kind() == OutcomeKind.REFUSED ? Reason.REFUSED : Reason.STEP_FAILED;
        Incident freed = record(turn, incident, active.command(), outcome, why);
        if (!freed.work().cancelledBy().isEmpty()) {
            cancelled(turn, freed);
        } else if (unstarted) {
            again(turn, freed, Reason.NO_WORKER, outcome.detail());
        } else if (good) {
            succeeded(turn, freed, outcome);
        } else if (freed.work().phase() == Phase.CONFIRM && outcome.exitCode() >= 0) {
            Remediation.close(
                    turn, freed, IncidentState.SUPPRESSED, Reason.NOT_CONFIRMED, "looked again, and it is not so");
        } else {
            stepFailed(turn, freed, why, outcome.detail(), true);
        }
    }

    private static void succeeded(Turn turn, Incident incident, Outcome outcome) {
        Work work = incident.work();
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
                } else {
                    Remediation.toStep(turn, incident, IncidentState.REMEDIATING, Phase.STEPS, 0, Reason.DETECTED);
                }
            }
            case STEPS -> {
                Step step = policy.remediate().get(work.rung()).steps().get(work.step());
                Work next = work.withOutput(step.id(), outcome.output().strip()).at(Phase.STEPS, work.step() + 1);
                Remediation.proceed(turn, turn.save(incident.withWork(next)));
            }
            case ROLLBACK, ESCALATE ->
                Remediation.proceed(turn, turn.save(incident.withWork(work.at(work.phase(), work.step() + 1))));
            case VERIFY ->
                Remediation.close(
                        turn, incident, IncidentState.RESOLVED, Reason.VERIFIED, "asked, and it is well again");
        }
    }

    /** The command that the incident stands at did not do what it should. */
    static void stepFailed(Turn turn, Incident incident, Reason why, String detail, boolean mayRetry) {
        Work work = incident.work();
        Policy policy = turn.policy(incident);
        switch (work.phase()) {
            case NONE, CONFIRM -> Escalation.start(turn, incident, Reason.NOT_CONFIRMED, "could not look: " + detail);
            case STEPS -> failedStep(turn, incident, policy, why, detail, mayRetry);
            case ROLLBACK ->
                Remediation.proceed(turn, turn.save(incident.withWork(work.at(Phase.ROLLBACK, work.step() + 1))));
            case VERIFY -> Remediation.nextRung(turn, incident, Reason.NOT_VERIFIED, detail);
            case ESCALATE -> failedPage(turn, incident, policy, mayRetry);
        }
    }

    private static void failedStep(
            Turn turn, Incident incident, Policy policy, Reason why, String detail, boolean mayRetry) {
        Work work = incident.work();
        Step step = policy.remediate().get(work.rung()).steps().get(work.step());
        if (mayRetry && work.tries() < step.retries()) {
            long at = turn.now + Math.max(1, step.backoff().toMillis());
            turn.move(
                    incident.withWork(work.tried()),
                    IncidentState.REMEDIATING,
                    Reason.STEP_RETRIED,
                    at,
                    step.id() + ": " + detail);
            return;
        }
        switch (step.onFailure()) {
            case CONTINUE ->
                Remediation.proceed(turn, turn.save(incident.withWork(work.at(Phase.STEPS, work.step() + 1))));
            case NEXT_RUNG -> Remediation.nextRung(turn, incident, why, step.id() + ": " + detail);
            case ROLLBACK ->
                Remediation.proceed(
                        turn,
                        turn.save(incident.withWork(work.at(Phase.ROLLBACK, 0).failing(why))));
        }
    }

    private static void failedPage(Turn turn, Incident incident, Policy policy, boolean mayRetry) {
        List<Step> steps = policy.escalate();
        Work work = incident.work();
        if (mayRetry && work.step() < steps.size() && work.tries() < MAX_PAGE_TRIES) {
            long backoff =
                    Math.max(REFUSED_BACKOFF, steps.get(work.step()).backoff().toMillis());
            long at = turn.now + (backoff << work.tries());
            turn.save(incident.withWork(work.tried()).moved(incident.state(), incident.reason(), at, turn.now));
        } else {
            Remediation.proceed(turn, turn.save(incident.withWork(work.at(Phase.ESCALATE, work.step() + 1))));
        }
    }

    private static void cancelled(Turn turn, Incident incident) {
        Remediation.close(
                turn,
                incident,
                IncidentState.CANCELLED,
                Reason.CANCELLED,
                "by " + incident.work().cancelledBy());
    }

    /** Keeps the end of a command in story, audit and clock; the incident has no active command any more. */
    private static Incident record(Turn turn, Incident incident, Command command, Outcome outcome, Reason why) {
        turn.audit(Audits.outcome(turn, incident, command, outcome, why));
        Incident.Done done = new Incident.Done(
                command.rung(),
                command.step(),
                command.purpose(),
                command.id(),
                outcome.kind(),
                outcome.exitCode(),
                Audits.clip(outcome.detail()),
                turn.now);
        return turn.save(incident.withWork(incident.work().ended(turn.now)).withDone(done));
    }
}
