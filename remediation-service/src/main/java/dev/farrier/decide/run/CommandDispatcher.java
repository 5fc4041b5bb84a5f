package dev.farrier.decide.run;

import dev.farrier.decide.command.ActionRenderer;
import dev.farrier.decide.command.ActionRenderer.RenderedAction;
import dev.farrier.decide.command.CommandScheduler;
import dev.farrier.decide.command.CommandScheduler.Placement;
import dev.farrier.decide.command.StepConditionEvaluator;
import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.CatchUpCheck;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.context.Ids;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.Command;
import dev.farrier.model.CommandBuilder;
import dev.farrier.model.CommandResultBuilder;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeBuilder;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.RemediationProgress.Diagnosis;
import dev.farrier.model.RemediationProgress.OwedUndo;
import dev.farrier.model.SlotType;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.WorkerInstance;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.RecoveryCheck;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.action.ActionDefinition;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Renders the commands of incidents, sends them to a worker, and revokes them. */
public final class CommandDispatcher {
    /** A worker that is alive claims a command within this time, by the markers of its site, or loses it. */
    static final long CLAIM_WITHIN = 5_000;

    /** A revocation that has not come back by then, by the markers of its site, is written again. */
    private static final long REVOKE_AGAIN = 10_000;

    private static final Duration CONFIRM_MAX_RUN = Duration.ofSeconds(15);

    private CommandDispatcher() {}

    static void confirm(DecisionContext context, Incident incident, Rung.Probe probe) {
        Request request = new Request(Purpose.CONFIRM, SlotType.LOOK, "confirm", CONFIRM_MAX_RUN);
        dispatch(context, incident, request, renderer -> renderer.confirm(probe));
    }

    static void verify(DecisionContext context, Incident incident, RecoveryCheck.ByProbe check, Duration within) {
        Request request = new Request(Purpose.VERIFY, SlotType.WAIT, "verify", within);
        dispatch(context, incident, request, r -> r.verify(check.probe(), check.forTime(), within));
    }

    /** @param left time until the run goes on without the answer, milliseconds */
    static void diagnose(DecisionContext context, Incident incident, Step step, long left) {
        Duration maxRun = Duration.ofMillis(Math.min(left, step.timeout().toMillis()));
        Request request = new Request(Purpose.CONFIRM, SlotType.LOOK, Diagnosis.stepName(step.id()), maxRun);
        dispatch(context, incident, request, renderer -> renderer.step(step).rerun());
    }

    /** Sends the step's command, or skips the step when its {@code when} does not hold. */
    static void step(DecisionContext context, Incident incident, Step step, Purpose purpose) {
        if (!StepConditionEvaluator.holds(incident, Ids.rung(context, incident), step, purpose)) {
            Incident skipped = incident.withWork(incident.work().atNextStep());
            context.audit(AuditRecords.state(
                    context,
                    skipped.transitioned(skipped.state(), Reason.STEP_SKIPPED, 0, context.now),
                    step.id() + ": " + step.when()));
            RemediationWorkflow.proceed(context, context.save(skipped));
            return;
        }
        SlotType slot = CommandScheduler.slotType(context.bundle(incident).actionTypeOf(step));
        Request request = new Request(purpose, slot, step.id(), step.timeout());
        boolean owes = purpose == Purpose.STEP;
        String rung = Ids.rung(context, incident);
        dispatch(
                context,
                incident,
                request,
                renderer -> renderer.step(step),
                renderer -> owes ? renderer.undo(step, rung, Ids.command(incident)) : null);
    }

    /** Sends what undoes a step. */
    static void undo(DecisionContext context, Incident incident, OwedUndo owed) {
        ActionDefinition action = context.bundle(incident).actions().get(owed.action());
        SlotType slot = SlotType.ACT;
        Duration maxRun = action == null ? CONFIRM_MAX_RUN : action.timeout();
        dispatch(
                context,
                incident,
                new Request(Purpose.ROLLBACK, slot, owed.action(), maxRun),
                renderer -> renderer.undo(owed));
    }

    /** @param step name of the step, for people */
    private record Request(Purpose purpose, SlotType slot, String step, Duration maxRun) {}

    private static void dispatch(
            DecisionContext context,
            Incident incident,
            Request request,
            Function<ActionRenderer, RenderedAction> render) {
        dispatch(context, incident, request, render, renderer -> null);
    }

    /**
     * Sends one command, or defers the incident. A value that is missing or not allowed fails the step.
     *
     * @param undo what the run owes once a worker has claimed the command
     */
    private static void dispatch(
            DecisionContext context,
            Incident incident,
            Request request,
            Function<ActionRenderer, RenderedAction> render,
            Function<ActionRenderer, @Nullable OwedUndo> undo) {
        StandingHalt halt = context.halt(incident);
        if (halt != null) {
            WakeCondition end = new WakeCondition(WakeCondition.halt(halt.scope()), incident.openedAt());
            String why = halt.text() + ", in the middle of a rung";
            hold(context, incident, GuardResult.defer(Reason.HALTED, why, end));
            return;
        }
        GuardResult caughtUp = CatchUpCheck.check(context, incident.site());
        if (!caughtUp.passes()) {
            hold(context, incident, caughtUp);
            return;
        }
        RenderedAction rendered;
        OwedUndo owed;
        try {
            ActionRenderer renderer = new ActionRenderer(context, incident);
            rendered = render.apply(renderer);
            owed = undo.apply(renderer);
        } catch (IllegalArgumentException e) {
            String why = AuditRecords.clip(String.valueOf(e.getMessage()));
            Incident noted = recordNotSent(context, incident, request, why);
            StepResultHandler.handleFailure(context, noted, Reason.RENDER_FAILED, why, false);
            return;
        }
        Placement placement = Placement.ofFurther(
                incident, request.slot(), rendered.action().type(), request.purpose() == Purpose.ROLLBACK);
        WorkerInstance worker = CommandScheduler.pick(context, placement);
        if (worker == null) {
            hold(context, incident, CommandScheduler.check(context, placement));
            return;
        }
        send(context, running(context, incident), request, worker, rendered, owed);
    }

    private static void hold(DecisionContext context, Incident incident, GuardResult result) {
        if (incident.work().isReturning()) {
            ReturnToService.hold(context, incident, result);
        } else {
            RemediationWorkflow.defer(context, incident, result);
        }
    }

    /** In audit and history, whatever the failure of the step leads to. */
    private static Incident recordNotSent(DecisionContext context, Incident incident, Request request, String why) {
        String rung = Ids.rung(context, incident);
        context.audit(AuditRecords.notSent(context, incident, rung, request.step(), why));
        if (incident.work().isDiagnosing()) {
            return incident;
        }
        return context.save(incident.withDone(CommandResultBuilder.builder()
                .rung(rung)
                .step(request.step())
                .purpose(request.purpose())
                .command("")
                .kind(OutcomeKind.FAILED)
                .exitCode(-1)
                .detail(why)
                .output("")
                .at(context.now)
                .build()));
    }

    /** The state follows the phase: the incident may have been deferred in the middle of a rung. */
    private static Incident running(DecisionContext context, Incident incident) {
        IncidentState state = switch (incident.work().phase()) {
            case CONFIRM -> IncidentState.CONFIRMING;
            case VERIFY -> IncidentState.VERIFYING;
            case NONE, STEPS, ESCALATE -> IncidentState.REMEDIATING;
            // What is put back after a person was called changes nothing for that person.
            case ROLLBACK ->
                incident.state() == IncidentState.ESCALATED ? IncidentState.ESCALATED : IncidentState.REMEDIATING;
        };
        if (incident.state() == state && incident.until() == 0) {
            return incident;
        }
        Reason reason = incident.state() == state ? incident.reason() : Reason.CONTINUED;
        return context.transition(incident, state, reason, 0, "");
    }

    private static void send(
            DecisionContext context,
            Incident incident,
            Request request,
            WorkerInstance worker,
            RenderedAction rendered,
            @Nullable OwedUndo owed) {
        Command command = command(context, incident, request, worker, rendered);
        context.emit(new Effect.SendCommand(command));
        context.audit(AuditRecords.command(
                context, AuditKind.COMMAND, incident, command, rendered.with(), incident.reason()));
        ActiveCommand active = new ActiveCommand(command.withoutContent(), context.now + CLAIM_WITHIN, owed);
        context.save(incident.withWork(incident.work().withSent(active)));
    }

    /** Records what a policy in shadow would have sent. */
    static void recordWouldSend(
            DecisionContext context, Incident incident, Step step, RenderedAction rendered, boolean diagnosis) {
        Request request = diagnosis
                ? new Request(Purpose.CONFIRM, SlotType.LOOK, Diagnosis.stepName(step.id()), step.timeout())
                : new Request(
                        Purpose.STEP,
                        CommandScheduler.slotType(rendered.action().type()),
                        step.id(),
                        step.timeout());
        Command command = command(context, incident, request, new WorkerInstance("", 0), rendered);
        context.audit(
                AuditRecords.command(context, AuditKind.WOULD_RUN, incident, command, rendered.with(), Reason.SHADOW));
    }

    private static Command command(
            DecisionContext context,
            Incident incident,
            Request request,
            WorkerInstance worker,
            RenderedAction rendered) {
        CommandBuilder command = rendered.command(context, incident, request.maxRun());
        Diagnosis diagnosis = incident.work().diagnosis();
        if (diagnosis != null && incident.work().isDiagnosing() && diagnosis.until() > 0) {
            command.startBy(Math.min(command.startBy(), diagnosis.until()));
        }
        return command.id(Ids.command(incident))
                .attempt(incident.work().attempt())
                .incident(incident.id())
                .site(incident.site())
                .worker(worker)
                .lane(request.slot())
                .rung(Ids.rung(context, incident))
                .step(request.step())
                .purpose(request.purpose())
                .build();
    }

    /**
     * Writes the decider's own claim. Only when that claim comes back as the first is the command known not to run. Nothing
     * is written to a site that is not open: its clock stands still too, so the revocation is tried again.
     */
    public static void revoke(
            DecisionContext context,
            Incident incident,
            ActiveCommand active,
            @Nullable RefusalReason refusal,
            String why) {
        if (CatchUpCheck.isOpen(context, context.site(active.command().site()))) {
            context.emit(new Effect.RevokeCommand(outcome(context, incident, active, OutcomeKind.REVOKED, why)
                    .worker(Ids.DECIDER)
                    .build()));
        }
        context.saveUnpublished(
                incident.withWork(incident.work().withActive(active.revoking(refusal, context.now + REVOKE_AGAIN))));
    }

    /** The worker holds the command now: it must report an end, or the decider gives it up. */
    public static void recordClaim(DecisionContext context, Incident incident, ActiveCommand active, String worker) {
        Command command = active.command();
        long lostAt = command.startBy() + command.maxRun() + context.settings.lossGrace();
        RemediationProgress work = incident.work().owing(active.undo());
        context.save(incident.withWork(work.withActive(active.claimedBy(worker, lostAt))));
    }

    /** The end of a command whose worker has not reported one. */
    public static Outcome outcomeWithoutWorker(
            DecisionContext context, Incident incident, ActiveCommand active, OutcomeKind kind, String detail) {
        return outcome(context, incident, active, kind, detail)
                .worker(active.worker())
                .build();
    }

    private static OutcomeBuilder outcome(
            DecisionContext context, Incident incident, ActiveCommand active, OutcomeKind kind, String detail) {
        return OutcomeBuilder.builder()
                .command(active.command().id())
                .incident(incident.id())
                .site(active.command().site())
                .kind(kind)
                .at(context.now)
                .exitCode(-1)
                .output("")
                .detail(detail);
    }
}
