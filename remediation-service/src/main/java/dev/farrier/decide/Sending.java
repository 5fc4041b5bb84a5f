package dev.farrier.decide;

import dev.farrier.decide.StateRecord.HaltState;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Check;
import dev.farrier.policy.Rung.Step;
import java.time.Duration;

/** One command: rendered and sent, or held up. */
final class Sending {
    private static final Duration CONFIRM_MAX_RUN = Duration.ofSeconds(15);

    private Sending() {}

    private interface Render {
        ActionRenderer.RenderedAction with(ActionRenderer rendering);
    }

    static void confirm(DecisionContext context, Incident incident, Rung.Probe probe) {
        tryToSend(context, incident, Purpose.CONFIRM, SlotType.LOOK, "confirm", CONFIRM_MAX_RUN, r -> r.confirm(probe));
    }

    static void verify(DecisionContext context, Incident incident, Check.ByProbe check, Duration within) {
        tryToSend(
                context,
                incident,
                Purpose.VERIFY,
                SlotType.WAIT,
                "verify",
                within,
                r -> r.verify(check.probe(), check.forTime(), within));
    }

    /** Or skips it, when its condition does not hold. */
    static void step(DecisionContext context, Incident incident, Step step, Purpose purpose) {
        if (!StepConditionEvaluator.holds(incident, Ids.rung(context, incident), step, purpose)) {
            Incident skipped = incident.withWork(incident.work()
                    .atStep(incident.work().phase(), incident.work().step() + 1));
            context.audit(AuditRecords.state(
                    context,
                    skipped.transitioned(skipped.state(), Reason.STEP_SKIPPED, 0, context.now),
                    step.id() + ": " + step.when()));
            RemediationWorkflow.proceed(context, context.save(skipped));
            return;
        }
        SlotType lane = CommandScheduler.slotType(ActionRenderer.typeOf(context.bundle(incident), step));
        tryToSend(context, incident, purpose, lane, step.id(), step.timeout(), r -> r.step(step));
    }

    /** A value that is missing or not allowed fails the step: nothing half-rendered is ever sent. */
    private static void tryToSend(
            DecisionContext context,
            Incident incident,
            Purpose purpose,
            SlotType lane,
            String step,
            Duration maxRun,
            Render render) {
        HaltState halt = context.halt();
        if (halt != null) {
            WakeCondition end = new WakeCondition(WakeCondition.HALT, incident.openedAt());
            RemediationWorkflow.defer(context, incident, GuardResult.defer(Reason.HALTED, "halted in the middle", end));
            return;
        }
        GuardResult caughtUp = CatchUpCheck.check(context, incident.site());
        if (!caughtUp.passes()) {
            RemediationWorkflow.defer(context, incident, caughtUp);
            return;
        }
        ActionRenderer.RenderedAction rendered;
        try {
            rendered = render.with(new ActionRenderer(context, incident));
        } catch (IllegalArgumentException e) {
            String why = AuditRecords.clip(String.valueOf(e.getMessage()));
            OutcomeHandler.handleFailure(
                    context, notSent(context, incident, purpose, step, why), Reason.RENDER_FAILED, why, false);
            return;
        }
        CommandScheduler.Placement need = CommandScheduler.Placement.ofFurther(
                incident, lane, rendered.action().type(), purpose == Purpose.ROLLBACK);
        WorkerInstance worker = CommandScheduler.pick(context, need);
        if (worker == null) {
            RemediationWorkflow.defer(context, incident, CommandScheduler.check(context, need));
            return;
        }
        CommandDispatcher.send(context, running(context, incident), worker, lane, purpose, step, rendered, maxRun);
    }

    /** Tells why in story and audit, whatever the step's failure leads to. */
    private static Incident notSent(
            DecisionContext context, Incident incident, Purpose purpose, String step, String why) {
        String rung = Ids.rung(context, incident);
        context.audit(AuditRecords.notSent(context, incident, rung, step, why));
        return context.save(incident.withDone(
                new Incident.CommandResult(rung, step, purpose, "", OutcomeKind.FAILED, -1, why, "", context.now)));
    }

    /** Goes on where it was held up: the state follows the phase. */
    private static Incident running(DecisionContext context, Incident incident) {
        IncidentState state = switch (incident.work().phase()) {
            case CONFIRM -> IncidentState.CONFIRMING;
            case VERIFY -> IncidentState.VERIFYING;
            case NONE, STEPS, ROLLBACK, ESCALATE -> IncidentState.REMEDIATING;
        };
        return incident.state() == state && incident.until() == 0
                ? incident
                : context.transition(
                        incident, state, incident.state() == state ? incident.reason() : Reason.DETECTED, 0, "");
    }
}
