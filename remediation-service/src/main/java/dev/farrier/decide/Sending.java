package dev.farrier.decide;

import dev.farrier.decide.StateRecord.KnownSite;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Check;
import dev.farrier.policy.Rung.Step;
import java.time.Duration;

/** One command: rendered and sent, or held up. */
final class Sending {
    private static final Duration CONFIRM_MAX_RUN = Duration.ofSeconds(15);
    private static final long ASK_AGAIN = 5_000;

    private Sending() {}

    private interface Render {
        Rendering.Rendered with(Rendering rendering);
    }

    static void confirm(Turn turn, Incident incident, Rung.Probe probe) {
        tryToSend(turn, incident, Purpose.CONFIRM, "confirm", CONFIRM_MAX_RUN, r -> r.confirm(probe));
    }

    static void verify(Turn turn, Incident incident, Check.ByProbe check, Duration within) {
        tryToSend(
                turn,
                incident,
                Purpose.VERIFY,
                "verify",
                within,
                r -> r.verify(check.probe(), check.forTime(), within));
    }

    /** Or skips it, when its condition does not hold. */
    static void step(Turn turn, Incident incident, Step step, Purpose purpose) {
        if (!Conditions.holds(incident, Names.rung(turn, incident), step, purpose)) {
            Incident skipped = incident.withWork(
                    incident.work().at(incident.work().phase(), incident.work().step() + 1));
            // Recorded, and nothing else: an escalated incident must keep its reason.
            turn.audit(Audits.state(
                    turn,
                    skipped.moved(skipped.state(), Reason.STEP_SKIPPED, 0, turn.now),
                    step.id() + ": " + step.when()));
            Remediation.proceed(turn, turn.save(skipped));
            return;
        }
        tryToSend(turn, incident, purpose, step.id(), step.timeout(), r -> r.step(step));
    }

    /** A value that is missing or not allowed fails the step: nothing half-rendered is ever sent. */
    private static void tryToSend(
            Turn turn, Incident incident, Purpose purpose, String step, Duration maxRun, Render render) {
        if (turn.halted()) {
            hold(turn, incident, Reason.HALTED, "halted in the middle");
            return;
        }
        if (turn.state.get(KnownSite.key(incident.site()), KnownSite.class) == null) {
            hold(turn, incident, Reason.UNKNOWN_SITE, "no topics of site '" + incident.site() + "' have been seen");
            return;
        }
        Rendering.Rendered rendered;
        try {
            rendered = render.with(new Rendering(turn, incident));
        } catch (IllegalArgumentException e) {
            Outcomes.stepFailed(turn, incident, Reason.RENDER_FAILED, step + ": " + e.getMessage(), false);
            return;
        }
        Dispatch.send(turn, running(turn, incident), purpose, step, rendered, maxRun);
    }

    /** Goes on where it was held up: the state follows the phase. */
    private static Incident running(Turn turn, Incident incident) {
        IncidentState state = switch (incident.work().phase()) {
            case CONFIRM -> IncidentState.CONFIRMING;
            case VERIFY -> IncidentState.VERIFYING;
            case ESCALATE -> IncidentState.ESCALATED;
            case NONE, STEPS, ROLLBACK -> IncidentState.REMEDIATING;
        };
        return incident.state() == state && incident.until() == 0
                ? incident
                : turn.move(incident, state, incident.state() == state ? incident.reason() : Reason.DETECTED, 0, "");
    }

    /** Nothing may be sent now. An escalated incident keeps its reason and asks again; the others are woken. */
    private static void hold(Turn turn, Incident incident, Reason why, String detail) {
        if (incident.state() == IncidentState.ESCALATED) {
            turn.save(incident.moved(incident.state(), incident.reason(), turn.now + ASK_AGAIN, turn.now));
        } else {
            turn.move(incident, IncidentState.DEFERRED, why, 0, detail);
        }
    }
}
