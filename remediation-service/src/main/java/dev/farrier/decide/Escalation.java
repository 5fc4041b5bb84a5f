package dev.farrier.decide;

import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.Work.Phase;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung.Step;
import java.util.List;

/** A person is called. The incident stays open, and its target taken, until the symptom clears or a person closes it. */
final class Escalation {
    private static final long CALL_AGAIN = 300_000;

    private Escalation() {}

    static void start(Turn turn, Incident incident, Reason why, String detail) {
        Incident escalated = turn.move(
                incident.withWork(incident.work().at(Phase.ESCALATE, 0)), IncidentState.ESCALATED, why, 0, detail);
        if (!incident.shadow()) {
            proceed(turn, escalated, turn.policy(escalated));
        }
    }

    static void proceed(Turn turn, Incident incident, Policy policy) {
        List<Step> steps = policy.escalate();
        if (incident.work().step() < steps.size()) {
            Sending.step(turn, incident, steps.get(incident.work().step()), Purpose.ESCALATE);
        } else if (!steps.isEmpty() && !reached(incident)) {
            // Nobody was called: from the first way again, and never given up.
            long at = turn.now + CALL_AGAIN;
            turn.save(incident.withWork(incident.work().at(Phase.ESCALATE, 0))
                    .moved(incident.state(), incident.reason(), at, turn.now));
        } else {
            look(turn, turn.save(incident.moved(incident.state(), incident.reason(), 0, turn.now)));
        }
    }

    private static boolean reached(Incident incident) {
        return incident.history().stream()
                .anyMatch(done -> done.purpose() == Purpose.ESCALATE && done.kind() == OutcomeKind.SUCCEEDED);
    }

    /** Closes it when the symptom is gone, but not where nobody knows what a lost worker has done. */
    static void look(Turn turn, Incident incident) {
        Policy policy = turn.policy(incident);
        if (incident.reason() != Reason.WORKER_LOST
                && incident.work().active() == null
                && !incident.target().isEmpty()
                && Symptoms.ended(
                        turn, incident, policy, policy.clears(), incident.work().lastOutcomeAt())) {
            Remediation.close(turn, incident, IncidentState.RESOLVED, Reason.CLEARED, "the symptom is gone");
        }
    }
}
