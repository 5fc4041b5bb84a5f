package dev.farrier.decide;

import dev.farrier.decide.StateRecord.CancelledSymptom;
import dev.farrier.decide.StateRecord.Cooldown;
import dev.farrier.decide.StateRecord.Worked;
import dev.farrier.model.Detection;
import dev.farrier.model.Evidence;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A person ends an incident; and what becomes of a symptom that is still there then. */
final class Cancellations {
    /** As long as detect follows what only an event can end, milliseconds. */
    private static final long FOLLOWED = Duration.ofDays(30).toMillis();

    private static final long LOOK_AGAIN = Duration.ofSeconds(10).toMillis();

    private Cancellations() {}

    /** No command of it is on its way any more. What was ordered when one was is remembered. */
    static void end(Turn turn, Incident incident, String who, Afterwards ordered) {
        CancelledSymptom before = get(turn, incident.policy(), incident.group());
        Worked worked = turn.state.get(Worked.key(incident.target()), Worked.class);
        boolean freed = Remediation.end(turn, incident, IncidentState.CANCELLED, Reason.CANCELLED, "by " + who);
        anew(turn, incident, before == null ? ordered : Afterwards.UNTIL_RESOLVED, worked);
        if (freed) {
            // Behind what is begun anew: whoever waits for the target would take it before.
            turn.waker.wakeAll(Wait.target(incident.target()));
        }
    }

    private static void anew(Turn turn, Incident incident, Afterwards ordered, @Nullable Worked worked) {
        if (!mayBeDecidedAgain(turn, incident)) {
            turn.state.remove(CancelledSymptom.key(incident.policy(), incident.group()));
            return;
        }
        switch (ordered) {
            case DECIDE_AGAIN -> {
                Policy policy = turn.policy(incident);
                if (GuardChain.lasting(policy) || firesOnce(policy.detector())) {
                    keep(
                            turn,
                            incident,
                            false,
                            turn.now + policy.guards().cooldown().toMillis());
                }
            }
            case UNTIL_RESOLVED -> untilResolved(turn, incident);
            case RETRY -> retry(turn, incident, worked);
        }
    }

    /** It is about a target, its symptom has not ended, and there are policies to decide it by. */
    static boolean mayBeDecidedAgain(Turn turn, Incident incident) {
        return !incident.target().isEmpty() && incident.symptom().clearedAt() == 0 && turn.usable(incident);
    }

    /** It fires again only when it was not so in between. */
    private static boolean firesOnce(Detector detector) {
        return detector instanceof Detector.Ratio
                || detector instanceof Detector.Aggregate
                || detector instanceof Detector.Deviation
                || detector instanceof Detector.Sustained;
    }

    /** From now on, or from the end of its command. */
    static void untilResolved(Turn turn, Incident incident) {
        Policy policy = turn.policy(incident);
        keep(turn, incident, true, quietAt(policy, GuardChain.newest(incident), turn.now + FOLLOWED));
    }

    /**
     * It is decided at once. The person who asks for it vouches that it is still so, and did not work on the target by it.
     *
     * @param worked who had worked on the target before
     */
    private static void retry(Turn turn, Incident incident, @Nullable Worked worked) {
        turn.state.remove(Cooldown.key(incident.policy(), incident.target(), incident.shadow()));
        turn.state.remove(Worked.key(incident.target()));
        if (worked != null) {
            turn.state.put(worked);
        }
        Detections.consider(turn, incident.detection(), new Incident.Symptom(turn.now, 0));
    }

    private static void keep(Turn turn, Incident incident, boolean untilResolved, long wakeAt) {
        turn.state.put(new CancelledSymptom(
                incident.policy(),
                incident.group(),
                incident.detection(),
                turn.policy(incident).detectorHash(),
                GuardChain.newest(incident),
                turn.now,
                untilResolved,
                wakeAt));
    }

    /** When it has ended if nothing more is heard of it. */
    private static long quietAt(Policy policy, long lastMatch, long otherwise) {
        return policy.clears() instanceof Clearing.QuietFor quiet
                ? lastMatch + quiet.duration().toMillis()
                : otherwise;
    }

    /** Its cooldown is over: it is still there, for nobody has told of its end. Or it has been quiet for long enough. */
    static void due(Turn turn, CancelledSymptom cancelled) {
        turn.state.remove(cancelled.key());
        Policy policy = watching(turn, cancelled);
        if (policy == null) {
            return; // nobody would have told of its end
        }
        if (cancelled.untilResolved()) {
            waitUntilRead(turn, cancelled, policy);
        } else if (GuardChain.lasting(policy) || cancelled.lastMatch() > cancelled.since()) {
            Detections.consider(turn, cancelled.detection(), new Incident.Symptom(cancelled.lastMatch(), 0));
        }
    }

    /** Silence says nothing while nobody reads: an outage ends nothing. */
    private static void waitUntilRead(Turn turn, CancelledSymptom cancelled, Policy policy) {
        long watermark = SourceWatch.watermark(turn, cancelled.detection().partition(), SourceWatch.counted(policy));
        if (watermark < quietAt(policy, cancelled.lastMatch(), 0)) {
            turn.state.put(cancelled.matched(0, turn.now + LOOK_AGAIN));
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
        } else {
            matched(turn, cancelled, evidence.lastMatch());
        }
    }

    private static void matched(Turn turn, CancelledSymptom cancelled, long at) {
        Policy policy = watching(turn, cancelled);
        long until = policy == null || !cancelled.untilResolved()
                ? cancelled.wakeAt()
                : Math.max(cancelled.wakeAt(), quietAt(policy, at, 0));
        turn.state.put(cancelled.matched(at, until));
    }

    /** Whether this detection is passed over because a person said so. */
    static boolean isPassedOver(Turn turn, Detection detection) {
        CancelledSymptom cancelled = get(turn, detection.policy(), detection.group());
        if (cancelled == null) {
            return false;
        }
        if (!cancelled.untilResolved()
                || detection.symptomStart() > cancelled.since()
                || watching(turn, cancelled) == null) {
            turn.state.remove(cancelled.key());
            return false;
        }
        matched(turn, cancelled, detection.time());
        return true;
    }

    /** The policy in force, if it looks for the symptom in the same way; else null. */
    private static @Nullable Policy watching(Turn turn, CancelledSymptom cancelled) {
        Bundle bundle = turn.activeBundle();
        Policy policy = bundle == null ? null : bundle.policies().get(cancelled.policy());
        return policy == null || !policy.detectorHash().equals(cancelled.detector()) ? null : policy;
    }

    private static @Nullable CancelledSymptom get(Turn turn, String policy, SortedMap<String, String> group) {
        return turn.state.get(CancelledSymptom.key(policy, group), CancelledSymptom.class);
    }
}
