package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Held;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/** A person is called. The incident stays open, and its target taken, until the symptom clears or a person closes it. */
final class Escalation {
    /** So long a call waits for what was said before, by the time that the decider was awake. */
    private static final long HOLD_AT_MOST = 30_000;

    private Escalation() {}

    static void start(Turn turn, Incident incident, Reason why, String detail) {
        Incident escalated = moved(turn, incident, why, detail);
        if (!incident.shadow()) {
            Calls.escalate(turn, escalated);
        }
        Incident current = turn.state.incident(escalated.id());
        if (current != null) {
            look(turn, current);
        }
    }

    /** As {@link #start}, under a call that was made for all of its kind. */
    static void startSilently(Turn turn, Incident incident, Reason why, String detail) {
        look(turn, moved(turn, incident, why, detail));
    }

    private static Incident moved(Turn turn, Incident incident, Reason why, String detail) {
        Incident left = Limits.giveBack(turn, incident);
        return turn.move(left.withWork(left.work().atStep(RungPhase.ESCALATE, 0)), IncidentState.ESCALATED, why, 0, detail);
    }

    /** As {@link #start}, but not for what has ended in what was said and not yet read. */
    static void whenCaughtUp(Turn turn, Incident incident, Policy policy, Reason why, String detail) {
        Ruling ruling = CatchingUp.ask(turn, incident.site());
        if (ruling.acts()) {
            ruling = CatchingUp.sources(turn, incident, policy, false);
        }
        boolean waits = ruling.reason() == Reason.CATCHING_UP && !incident.shadow();
        long until = heldUntil(turn, incident);
        if (!waits || turn.clock().awake() >= until) {
            start(turn, incident, why, detail);
            return;
        }
        List<Wait> either = new ArrayList<>(ruling.waits());
        either.add(new Wait(Wait.AWAKE, until));
        Remediation.defer(turn, incident, new Ruling(ruling.verdict(), ruling.reason(), 0, either, ruling.detail()));
    }

    /** Awake time. */
    private static long heldUntil(Turn turn, Incident incident) {
        Held held = turn.state.get(Held.key(incident.id()), Held.class);
        return held == null
                ? turn.clock().awake() + HOLD_AT_MOST
                : held.parks().stream()
                        .filter(wait -> wait.queue().equals(Wait.AWAKE))
                        .mapToLong(Wait::order)
                        .findFirst()
                        .orElse(turn.clock().awake() + HOLD_AT_MOST);
    }

    /** False where nobody knows what a lost worker has done, or where it is about no target. */
    static boolean canClear(Incident incident) {
        return incident.work().unresolvedCommand().isEmpty() && !incident.target().isEmpty();
    }

    /** Closes it when the symptom is gone. */
    static void look(Turn turn, Incident incident) {
        Policy policy = turn.policy(incident);
        if (canClear(incident)
                && Symptoms.ended(
                        turn, incident, policy, policy.clears(), incident.work().lastOutcomeAt())) {
            Remediation.close(turn, incident, IncidentState.RESOLVED, Reason.CLEARED, "the symptom is gone");
        }
    }
}
