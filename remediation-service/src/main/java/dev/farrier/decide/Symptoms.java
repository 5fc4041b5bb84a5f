package dev.farrier.decide;

import dev.farrier.model.Incident;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Has the symptom ended, as far as events can tell? Fails closed: no evidence is not good evidence. */
final class Symptoms {
    private Symptoms() {}

    /**
     * Before a rung: has it ended by itself? After a rung that was verified by asking, mere quiet does not outweigh the
     * answer that said it is not well.
     */
    static boolean endedWhileWaiting(Turn turn, Incident incident, Policy policy) {
        int rung = incident.work().rung();
        if (incident.shadow() || rung < 0) {
            return ended(turn, incident, policy, policy.clears(), 0);
        }
        boolean asked = policy.remediate().get(rung).verify().check() instanceof Rung.Check.ByProbe;
        return !(asked && policy.clears() instanceof Clearing.QuietFor)
                && ended(
                        turn, incident, policy, policy.clears(), incident.work().lastOutcomeAt());
    }

    /**
     * The source whose {@code resolved} nobody vouches for, because its watchdog began to fire only later: it may be
     * Alertmanager's own, of a time when Prometheus was away. Null: none.
     */
    static @Nullable String unvouched(Incident incident, Clearing clearing) {
        Incident.Symptom symptom = incident.symptom();
        if (!(clearing instanceof Clearing.Resolved) || symptom.clearedAt() == 0) {
            return null;
        }
        return symptom.watchdogSince().entrySet().stream()
                .filter(watchdog -> watchdog.getValue() > symptom.clearedAt())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /**
     * @param after the decider's clock before which nothing counts as an end: the rung's last outcome; 0: any time
     */
    static boolean ended(Turn turn, Incident incident, Policy policy, Clearing clearing, long after) {
        Incident.Symptom symptom = incident.symptom();
        return switch (clearing) {
            case Clearing.QuietFor quiet -> {
                long from = Math.max(
                        after,
                        Math.max(symptom.lastMatch(), incident.detection().time()));
                long to = from + quiet.duration().toMillis();
                // Read up to there, and its own speaker said something at the end of the silence: it was alive all
                // along.
                yield SourceWatch.stillWatched(turn, policy)
                        && SourceWatch.watermark(turn, incident, SourceWatch.counted(policy)) >= to
                        && SourceWatch.heardSince(turn, incident, policy, to);
            }
            // An Alertmanager whose Prometheus has died resolves everything by itself, the watchdog alert too. So the
            // watchdog must have been seen firing clearly later than the alert resolved, and all the time since before.
            case Clearing.Resolved resolved ->
                symptom.clearedAt() > 0
                        && unvouched(incident, clearing) == null
                        && SourceWatch.heardSince(
                                turn,
                                incident,
                                policy,
                                symptom.clearedAt() + SourceWatch.maxLag(turn, incident, policy) + 1);
            case Clearing.FreshEvent fresh -> symptom.clearedAt() > 0 && symptom.lastMatch() > after;
            case Clearing.Match match ->
                symptom.clearedAt() > 0
                        && symptom.clearedAt() >= incident.work().rungStartedAt();
        };
    }
}
