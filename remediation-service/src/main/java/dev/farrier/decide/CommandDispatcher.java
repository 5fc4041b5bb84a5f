package dev.farrier.decide;

import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sending commands, and taking them back. */
final class CommandDispatcher {
    static final String DECIDER = "decider";

    /** A worker that is heard claims within this, by its site's marker, or loses the command and its credit. */
    static final long CLAIM_WITHIN = 5_000;

    /** A revocation that has not come back when the site was read so far behind it is written again. */
    private static final long REVOKE_AGAIN = 10_000;

    private CommandDispatcher() {}

    /** Sends one command for this incident; it is then the incident's active one. */
    static Incident send(
            DecisionContext context,
            Incident incident,
            WorkerInstance worker,
            SlotType lane,
            Purpose purpose,
            String step,
            ActionRenderer.RenderedAction rendered,
            Duration maxRun) {
        Command command = command(context, incident, worker, lane, purpose, step, rendered, maxRun);
        context.emit(new Effect.SendCommand(command));
        context.audit(AuditRecords.command(
                context, AuditKind.COMMAND, incident, command, rendered.with(), incident.reason()));
        return context.save(incident.withWork(
                incident.work().withSent(new ActiveCommand(command.withoutContent(), context.now + CLAIM_WITHIN))));
    }

    /** Records what would have been sent. */
    static void wouldSend(
            DecisionContext context,
            Incident incident,
            Purpose purpose,
            String step,
            ActionRenderer.RenderedAction rendered,
            Duration maxRun) {
        Command command = command(
                context,
                incident,
                new WorkerInstance("", 0),
                CommandScheduler.slotType(rendered.action().type()),
                purpose,
                step,
                rendered,
                maxRun);
        context.audit(
                AuditRecords.command(context, AuditKind.WOULD_RUN, incident, command, rendered.with(), Reason.SHADOW));
    }

    private static Command command(
            DecisionContext context,
            Incident incident,
            WorkerInstance worker,
            SlotType lane,
            Purpose purpose,
            String step,
            ActionRenderer.RenderedAction rendered,
            Duration maxRun) {
        return new Command(
                Ids.command(incident),
                incident.work().attempt(),
                incident.id(),
                incident.policy(),
                incident.commit(),
                incident.site(),
                worker,
                lane,
                incident.target(),
                Ids.rung(context, incident),
                step,
                purpose,
                rendered.name(),
                rendered.action(),
                context.now,
                context.now + context.settings.startWithin(),
                maxRun.toMillis(),
                rendered.onWorkerLoss());
    }

    /**
     * Writes the decider's own claim. Nothing is decided yet: only when that claim comes back as the first is the command
     * known not to run. Nothing is written to a site that is not open: its clock stands still too, so this is asked again.
     */
    static Incident revoke(
            DecisionContext context,
            Incident incident,
            ActiveCommand active,
            @Nullable RefusalReason refusal,
            String why) {
        if (CatchUpCheck.isOpen(context, context.site(active.command().site()))) {
            context.emit(new Effect.RevokeCommand(new Outcome(
                    active.command().id(),
                    incident.id(),
                    active.command().site(),
                    DECIDER,
                    OutcomeKind.REVOKED,
                    context.now,
                    -1,
                    "",
                    why)));
        }
        return context.saveUnpublished(
                incident.withWork(incident.work().withActive(active.revoking(refusal, context.now + REVOKE_AGAIN))));
    }

    /** Somebody holds the command now; an outcome must come, or the worker is given up. */
    static Incident recordClaim(DecisionContext context, Incident incident, ActiveCommand active, String worker) {
        Command command = active.command();
        long lostAt = command.startBy() + command.maxRun() + context.settings.lossGrace();
        return context.save(incident.withWork(incident.work().withActive(active.claimedBy(worker, lostAt))));
    }

    /** What an operator sees of a command that ended without a worker's word. */
    static Outcome outcomeWithoutWorker(
            DecisionContext context, Incident incident, ActiveCommand active, OutcomeKind kind, String detail) {
        return new Outcome(
                active.command().id(),
                incident.id(),
                active.command().site(),
                active.worker(),
                kind,
                context.now,
                -1,
                "",
                detail);
    }
}
