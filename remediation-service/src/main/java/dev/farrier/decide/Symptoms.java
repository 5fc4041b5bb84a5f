package dev.farrier.decide;

import dev.farrier.model.Incident;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has the symptom ended, as far as events can tell? Fails closed: no evidence is not good evidence. */
final class Symptoms {
    private Symptoms() {}

    /**
     * Before a rung: has it ended by itself? After a rung that was verified by asking, mere quiet does not outweigh the
     * answer that said it is not well.
     */
    static boolean endedWhileWaiting(Turn turn, Incident incident, Policy policy) {
        return clearingCounts(incident, policy) && ended(turn, incident, policy, policy.clears(), since(incident));
    }

    /** What {@link #endedWhileWaiting} waits for. */
    static List<Wait> waitsWhileWaiting(Turn turn, Incident incident, Policy policy) {
        return clearingCounts(incident, policy)
                ? waits(turn, incident, policy, policy.clears(), since(incident))
                : List.of();
    }

    private static boolean clearingCounts(Incident incident, Policy policy) {
        int rung = incident.work().rung();
        return incident.shadow()
                || rung < 0
                || !(policy.clears() instanceof Clearing.QuietFor)
                || (policy.remediate().get(rung).verify().check() instanceof Rung.Check.ByEvents events
                        && events.clearing() instanceof Clearing.QuietFor);
    }

    private static long since(Incident incident) {
        return incident.shadow() || incident.work().rung() < 0
                ? 0
                : incident.work().lastOutcomeAt();
    }

    /**
     * It was told that it has resolved, and that is not known to be true yet, or not for long enough: nothing may be begun
     * meanwhile. Asked behind {@link #ended}.
     */
    static boolean isResolving(Incident incident, Clearing clearing) {
        return clearing instanceof Clearing.Resolved && incident.symptom().clearedAt() > 0;
    }

    /**
     * The source whose {@code resolved} nobody vouches for, because its watchdog began to fire only later: it may be
     * Alertmanager's own, of a time when Prometheus was away. Null: none.
     */
    static @Nullable String unvouched(Turn turn, Incident incident, Policy policy, Clearing clearing) {
        long clearedAt = incident.symptom().clearedAt();
        if (!(clearing instanceof Clearing.Resolved) || clearedAt == 0) {
            return null;
        }
        return SourceWatch.all(policy).stream()
                .filter(source -> Speakers.watchdogSince(turn, incident, source) > clearedAt)
                .findFirst()
                .orElse(null);
    }

    /**
     * @param after epoch milliseconds from which on quiet counts: the rung's last outcome, and it has settled; 0: any time
     */
    static boolean ended(Turn turn, Incident incident, Policy policy, Clearing clearing, long after) {
        Incident.Symptom symptom = incident.symptom();
        return switch (clearing) {
            case Clearing.QuietFor quiet -> {
                long to = quietUntil(incident, quiet, after);
                // Read up to there without a match, and the one who would have spoken was heard afterwards: it lived
                // all along.
                yield SourceWatch.stillWatched(turn, policy)
                        && read(turn, incident, policy, to)
                        && SourceWatch.heardSince(turn, incident, policy, to);
            }
            // An Alertmanager whose Prometheus has died resolves everything by itself, the watchdog alert too. So the
            // watchdog must have been seen firing clearly later than the alert resolved, and all the time since before.
            case Clearing.Resolved resolved ->
                symptom.clearedAt() > 0
                        && unvouched(turn, incident, policy, clearing) == null
                        && read(turn, incident, policy, lastedAt(incident, resolved))
                        && SourceWatch.heardSince(turn, incident, policy, believedAt(turn, incident, policy, resolved));
            case Clearing.FreshEvent fresh -> symptom.clearedAt() > 0 && symptom.lastMatch() > after;
            case Clearing.Match match ->
                symptom.clearedAt() > 0
                        && symptom.clearedAt() >= incident.work().rungStartedAt();
        };
    }

    /** What {@link #ended} waits for besides evidence of its own; empty: nothing, or nothing that a clock could tell. */
    static List<Wait> waits(Turn turn, Incident incident, Policy policy, Clearing clearing, long after) {
        return switch (clearing) {
            case Clearing.QuietFor quiet -> {
                long to = quietUntil(incident, quiet, after);
                yield readAndHeard(turn, incident, policy, to, to);
            }
            case Clearing.Resolved resolved ->
                incident.symptom().clearedAt() > 0
                        ? readAndHeard(
                                turn,
                                incident,
                                policy,
                                lastedAt(incident, resolved),
                                believedAt(turn, incident, policy, resolved))
                        : List.of();
            case Clearing.FreshEvent fresh -> List.of();
            case Clearing.Match match -> List.of();
        };
    }

    private static List<Wait> readAndHeard(Turn turn, Incident incident, Policy policy, long read, long heard) {
        for (String source : SourceWatch.counted(policy)) {
            Wait wait = new Wait(Wait.source(incident.detection().partition(), source), read);
            if (turn.clock(wait) < read) {
                return List.of(wait);
            }
        }
        return heard(turn, incident, policy, heard);
    }

    private static boolean read(Turn turn, Incident incident, Policy policy, long to) {
        return SourceWatch.watermark(turn, incident, SourceWatch.counted(policy)) >= to;
    }

    /** The first counted source whose speaker for this group was not heard at that time or later. */
    private static List<Wait> heard(Turn turn, Incident incident, Policy policy, long at) {
        for (String source : SourceWatch.counted(policy)) {
            String queue = Speakers.queue(turn, incident, source);
            if (queue != null && Speakers.heardAt(turn, queue) < at) {
                return List.of(new Wait(queue, at));
            }
        }
        return List.of();
    }

    private static long quietUntil(Incident incident, Clearing.QuietFor quiet, long after) {
        long from = Math.max(
                after,
                Math.max(incident.symptom().lastMatch(), incident.detection().time()));
        return from + quiet.duration().toMillis();
    }

    /** Event time at which it has stayed resolved for long enough, after the rung; 0: that is asked of nobody. */
    private static long lastedAt(Incident incident, Clearing.Resolved resolved) {
        long from = Math.max(incident.symptom().clearedAt(), incident.work().lastOutcomeAt());
        return resolved.forTime().isZero() ? 0 : from + resolved.forTime().toMillis();
    }

    private static long believedAt(Turn turn, Incident incident, Policy policy, Clearing.Resolved resolved) {
        long believed = incident.symptom().clearedAt() + SourceWatch.maxLag(turn, incident, policy) + 1;
        return Math.max(believed, lastedAt(incident, resolved));
    }
}
