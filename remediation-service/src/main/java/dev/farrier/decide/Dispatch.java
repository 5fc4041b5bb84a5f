package dev.farrier.decide;

import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.SlotType;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.WorkerInstance;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sending commands, and taking them back. */
final class Dispatch {
    static final String DECIDER = "decider";

    /** A worker that is heard claims within this, by its site's marker, or loses the command and its credit. */
    static final long CLAIM_WITHIN = 5_000;

    /** A revocation that has not come back when the site was read so far behind it is written again. */
    private static final long REVOKE_AGAIN = 10_000;

    private Dispatch() {}

    /** Sends one command for this incident; it is then the incident's active one. */
    static Incident send(
            Turn turn,
            Incident incident,
            WorkerInstance worker,
            SlotType lane,
            Purpose purpose,
            String step,
            Rendering.Rendered rendered,
            Duration maxRun) {
        Command command = command(turn, incident, worker, lane, purpose, step, rendered, maxRun);
        turn.emit(new Effect.Send(command));
        turn.audit(Audits.command(turn, AuditKind.COMMAND, incident, command, rendered.with(), incident.reason()));
        return turn.save(
                incident.withWork(incident.work().withSent(new ActiveCommand(command.withoutContent(), turn.now + CLAIM_WITHIN))));
    }

    /** Records what would have been sent. */
    static void wouldSend(
            Turn turn, Incident incident, Purpose purpose, String step, Rendering.Rendered rendered, Duration maxRun) {
        Command command = command(
                turn,
                incident,
                new WorkerInstance("", 0),
                HandOut.lane(rendered.action().type()),
                purpose,
                step,
                rendered,
                maxRun);
        turn.audit(Audits.command(turn, AuditKind.WOULD_RUN, incident, command, rendered.with(), Reason.SHADOW));
    }

    private static Command command(
            Turn turn,
            Incident incident,
            WorkerInstance worker,
            SlotType lane,
            Purpose purpose,
            String step,
            Rendering.Rendered rendered,
            Duration maxRun) {
        return new Command(
                Names.command(incident),
                incident.work().attempt(),
                incident.id(),
                incident.policy(),
                incident.commit(),
                incident.site(),
                worker,
                lane,
                incident.target(),
                Names.rung(turn, incident),
                step,
                purpose,
                rendered.name(),
                rendered.action(),
                turn.now,
                turn.now + turn.settings.startWithin(),
                maxRun.toMillis(),
                rendered.onWorkerLoss());
    }

    /**
     * Writes the decider's own claim. Nothing is decided yet: only when that claim comes back as the first is the command
     * known not to run. Nothing is written to a site that is not open: its clock stands still too, so this is asked again.
     */
    static Incident revoke(Turn turn, Incident incident, ActiveCommand active, @Nullable RefusalReason refusal, String why) {
        if (CatchingUp.isOpen(turn, turn.site(active.command().site()))) {
            turn.emit(new Effect.Revoke(new Outcome(
                    active.command().id(),
                    incident.id(),
                    active.command().site(),
                    DECIDER,
                    OutcomeKind.REVOKED,
                    turn.now,
                    -1,
                    "",
                    why)));
        }
        return turn.remember(
                incident.withWork(incident.work().withActive(active.revoking(refusal, turn.now + REVOKE_AGAIN))));
    }

    /** Somebody holds the command now; an outcome must come, or the worker is given up. */
    static Incident claimed(Turn turn, Incident incident, ActiveCommand active, String worker) {
        Command command = active.command();
        long lostAt = command.startBy() + command.maxRun() + turn.settings.lossGrace();
        return turn.save(incident.withWork(incident.work().withActive(active.claimedBy(worker, lostAt))));
    }

    /** What an operator sees of a command that ended without a worker's word. */
    static Outcome silence(Turn turn, Incident incident, ActiveCommand active, OutcomeKind kind, String detail) {
        return new Outcome(
                active.command().id(),
                incident.id(),
                active.command().site(),
                active.worker(),
                kind,
                turn.now,
                -1,
                "",
                detail);
    }
}
