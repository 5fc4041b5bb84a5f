package dev.farrier.decide;

import dev.farrier.decide.StateRecord.CancelledSymptom;
import dev.farrier.decide.StateRecord.Cooldown;
import dev.farrier.model.Detection;
import dev.farrier.model.Evidence;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.Reason;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A person ends an incident; and what becomes of a symptom that is still there then. */
final class Cancellations {
    /** As long as detect follows what only an event can end, milliseconds. */
    private static final long FOLLOWED = Duration.ofDays(30).toMillis();

    private Cancellations() {}

    /** No command of it is on its way any more. What was ordered when one was is remembered. */
    static void end(Turn turn, Incident incident, String who, Afterwards ordered) {
        Remediation.close(turn, incident, IncidentState.CANCELLED, Reason.CANCELLED, "by " + who);
        CancelledSymptom before = get(turn, incident.policy(), incident.group());
        boolean alarm = incident.target().isEmpty();
        if (incident.symptom().clearedAt() > 0 || alarm || !turn.usable(incident)) {
            turn.state.remove(CancelledSymptom.key(incident.policy(), incident.group()));
            return;
        }
        switch (before == null ? ordered : Afterwards.UNTIL_RESOLVED) {
            case DECIDE_AGAIN -> {
                Policy policy = turn.policy(incident);
                if (GuardChain.lasting(policy)) {
                    keep(
                            turn,
                            incident,
                            false,
                            turn.now + policy.guards().cooldown().toMillis());
                }
            }
            case UNTIL_RESOLVED -> untilResolved(turn, incident);
            case RETRY -> retry(turn, incident);
        }
    }

    /** From now on, or from the end of its command. */
    static void untilResolved(Turn turn, Incident incident) {
        Policy policy = turn.policy(incident);
        long until = policy.clears() instanceof Clearing.QuietFor
                ? quietAt(policy, GuardChain.newest(incident))
                : turn.now + FOLLOWED;
        keep(turn, incident, true, until);
    }

    /** It is decided at once, with what is known of its symptom. */
    private static void retry(Turn turn, Incident incident) {
        turn.state.remove(Cooldown.key(incident.policy(), incident.target(), incident.shadow()));
        Detections.again(turn, incident.detection(), incident.symptom());
    }

    private static void keep(Turn turn, Incident incident, boolean untilResolved, long wakeAt) {
        turn.state.put(new CancelledSymptom(
                incident.policy(), incident.group(), incident.detection(), turn.now, untilResolved, wakeAt));
    }

    /** When it has ended if nothing more is heard of it; 0: silence says nothing of it. */
    private static long quietAt(Policy policy, long lastMatch) {
        return policy.clears() instanceof Clearing.QuietFor quiet
                ? lastMatch + quiet.duration().toMillis()
                : 0;
    }

    /** Its cooldown is over: it is still there, for nobody has told of its end. Or it has been quiet for long enough. */
    static void due(Turn turn, CancelledSymptom cancelled) {
        turn.state.remove(cancelled.key());
        if (!cancelled.untilResolved()) {
            Detections.again(turn, cancelled.detection(), new Incident.Symptom(0, 0));
        }
    }

    /** There is no incident of it: has it ended? */
    static void on(Turn turn, Evidence evidence) {
        CancelledSymptom cancelled = get(turn, evidence.policy(), evidence.group());
        if (cancelled == null) {
            return;
        }
        if (evidence.clearedAt() > 0) {
            turn.state.remove(cancelled.key());
        } else if (cancelled.untilResolved()) {
            goOn(turn, cancelled, evidence.lastMatch());
        }
    }

    private static void goOn(Turn turn, CancelledSymptom cancelled, long lastMatch) {
        Policy policy = policy(turn, cancelled.policy());
        if (policy != null) {
            turn.state.put(cancelled.until(Math.max(cancelled.wakeAt(), quietAt(policy, lastMatch))));
        }
    }

    /** Whether this detection is passed over because a person said so. */
    static boolean isPassedOver(Turn turn, Detection detection) {
        CancelledSymptom cancelled = get(turn, detection.policy(), detection.group());
        if (cancelled == null) {
            return false;
        }
        if (!cancelled.untilResolved() || detection.untoldEnd() > cancelled.since()) {
            turn.state.remove(cancelled.key());
            return false;
        }
        goOn(turn, cancelled, detection.time());
        return true;
    }

    private static @Nullable CancelledSymptom get(Turn turn, String policy, SortedMap<String, String> group) {
        return turn.state.get(CancelledSymptom.key(policy, group), CancelledSymptom.class);
    }

    private static @Nullable Policy policy(Turn turn, String name) {
        return turn.activeBundle() == null
                ? null
                : turn.activeBundle().policies().get(name);
    }
}
