package dev.farrier.decide;

import dev.farrier.model.AuditRecord.Kind;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.Work.Active;
import java.time.Duration;

/** Sending commands, and taking them back. */
final class Dispatch {
    static final String DECIDER = "decider";

    private Dispatch() {}

    /** Sends one command for this incident; it is then the incident's active one. */
    static Incident send(
            Turn turn, Incident incident, Purpose purpose, String step, Rendering.Rendered rendered, Duration maxRun) {
        Command command = command(turn, incident, purpose, step, rendered, maxRun);
        turn.emit(new Effect.Send(command));
        turn.audit(Audits.command(turn, Kind.COMMAND, incident, command, rendered.with(), incident.reason()));
        long wakeAt = command.startBy() + turn.settings.claimGrace();
        return turn.save(
                incident.withWork(incident.work().sent(new Active(command.withoutContent(), "", false, wakeAt))));
    }

    /** Records what would have been sent. */
    static void wouldSend(
            Turn turn, Incident incident, Purpose purpose, String step, Rendering.Rendered rendered, Duration maxRun) {
        Command command = command(turn, incident, purpose, step, rendered, maxRun);
        turn.audit(Audits.command(turn, Kind.WOULD_RUN, incident, command, rendered.with(), Reason.SHADOW));
    }

    private static Command command(
            Turn turn, Incident incident, Purpose purpose, String step, Rendering.Rendered rendered, Duration maxRun) {
        return new Command(
                Names.command(incident),
                incident.work().tries() + incident.work().expired() + 1,
                incident.id(),
                incident.policy(),
                incident.commit(),
                incident.site(),
                new dev.farrier.model.WorkerInstance("", 0),
                dev.farrier.model.Lane.ACT,
                incident.target(),
                purpose == Purpose.ESCALATE ? "" : Names.rung(turn, incident),
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
     * known not to run.
     */
    static Incident revoke(Turn turn, Incident incident, Active active, String why) {
        turn.emit(new Effect.Revoke(new Outcome(
                active.command().id(),
                incident.id(),
                incident.site(),
                DECIDER,
                OutcomeKind.REVOKED,
                turn.now,
                -1,
                "",
                why)));
        // Written again if it does not come back: a second one is harmless, the first counts.
        long again = turn.now + turn.settings.startWithin();
        return turn.remember(
                incident.withWork(incident.work().withActive(new Active(active.command(), "", true, again))));
    }

    /** Somebody holds the command now; an outcome must come, or the worker is given up. */
    static Incident claimed(Turn turn, Incident incident, Active active, String worker) {
        Command command = active.command();
        long givenUpAt = command.startBy() + command.maxRun() + turn.settings.lossGrace();
        return turn.save(incident.withWork(incident.work().withActive(new Active(command, worker, false, givenUpAt))));
    }

    /** What an operator sees of a command that ended without a worker's word. */
    static Outcome silence(Incident incident, Active active, OutcomeKind kind, String detail) {
        return new Outcome(
                active.command().id(), incident.id(), incident.site(), active.worker(), kind, 0, -1, "", detail);
    }
}
