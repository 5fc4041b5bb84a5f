package dev.farrier.decide;

import dev.farrier.decide.StateRecord.HaltState;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.SlotType;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
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
        Rendering.Rendered with(Rendering rendering);
    }

    static void confirm(Turn turn, Incident incident, Rung.Probe probe) {
        tryToSend(turn, incident, Purpose.CONFIRM, SlotType.LOOK, "confirm", CONFIRM_MAX_RUN, r -> r.confirm(probe));
    }

    static void verify(Turn turn, Incident incident, Check.ByProbe check, Duration within) {
        tryToSend(
                turn,
                incident,
                Purpose.VERIFY,
                SlotType.WAIT,
                "verify",
                within,
                r -> r.verify(check.probe(), check.forTime(), within));
    }

    /** Or skips it, when its condition does not hold. */
    static void step(Turn turn, Incident incident, Step step, Purpose purpose) {
        if (!Conditions.holds(incident, Names.rung(turn, incident), step, purpose)) {
            Incident skipped = incident.withWork(
                    incident.work().atStep(incident.work().phase(), incident.work().step() + 1));
            turn.audit(Audits.state(
                    turn,
                    skipped.transitioned(skipped.state(), Reason.STEP_SKIPPED, 0, turn.now),
                    step.id() + ": " + step.when()));
            Remediation.proceed(turn, turn.save(skipped));
            return;
        }
        SlotType lane = HandOut.lane(Rendering.typeOf(turn.bundle(incident), step));
        tryToSend(turn, incident, purpose, lane, step.id(), step.timeout(), r -> r.step(step));
    }

    /** A value that is missing or not allowed fails the step: nothing half-rendered is ever sent. */
    private static void tryToSend(
            Turn turn, Incident incident, Purpose purpose, SlotType lane, String step, Duration maxRun, Render render) {
        HaltState halt = turn.halt();
        if (halt != null) {
            Wait end = new Wait(Wait.HALT, incident.openedAt());
            Remediation.defer(turn, incident, Ruling.defer(Reason.HALTED, "halted in the middle", end));
            return;
        }
        Ruling caughtUp = CatchingUp.ask(turn, incident.site());
        if (!caughtUp.acts()) {
            Remediation.defer(turn, incident, caughtUp);
            return;
        }
        Rendering.Rendered rendered;
        try {
            rendered = render.with(new Rendering(turn, incident));
        } catch (IllegalArgumentException e) {
            String why = Audits.clip(String.valueOf(e.getMessage()));
            Outcomes.stepFailed(turn, notSent(turn, incident, purpose, step, why), Reason.RENDER_FAILED, why, false);
            return;
        }
        HandOut.Need need =
                HandOut.Need.ofFurther(incident, lane, rendered.action().type(), purpose == Purpose.ROLLBACK);
        WorkerInstance worker = HandOut.pick(turn, need);
        if (worker == null) {
            Remediation.defer(turn, incident, HandOut.room(turn, need));
            return;
        }
        Dispatch.send(turn, running(turn, incident), worker, lane, purpose, step, rendered, maxRun);
    }

    /** Tells why in story and audit, whatever the step's failure leads to. */
    private static Incident notSent(Turn turn, Incident incident, Purpose purpose, String step, String why) {
        String rung = Names.rung(turn, incident);
        turn.audit(Audits.notSent(turn, incident, rung, step, why));
        return turn.save(incident.withDone(
                new Incident.CommandResult(rung, step, purpose, "", OutcomeKind.FAILED, -1, why, "", turn.now)));
    }

    /** Goes on where it was held up: the state follows the phase. */
    private static Incident running(Turn turn, Incident incident) {
        IncidentState state = switch (incident.work().phase()) {
            case CONFIRM -> IncidentState.CONFIRMING;
            case VERIFY -> IncidentState.VERIFYING;
            case NONE, STEPS, ROLLBACK, ESCALATE -> IncidentState.REMEDIATING;
        };
        return incident.state() == state && incident.until() == 0
                ? incident
                : turn.move(incident, state, incident.state() == state ? incident.reason() : Reason.DETECTED, 0, "");
    }
}
