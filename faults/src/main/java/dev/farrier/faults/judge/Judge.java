package dev.farrier.faults.judge;

import java.util.List;

/** What must hold of a run, whatever was killed. */
public final class Judge {
    private Judge() {}

    public static Check lostThoughItsEndWasSaid(Story story) {
        return Losses.lostThoughItsEndWasSaid(story);
    }

    /** Whether every acknowledged event was evaluated. */
    public static boolean allDetected(Story story) {
        return Losses.eventsWithoutDetection(story).holds();
    }

    /** In the order in which they are shown. */
    public static List<Check> checks(Story story, Limits limits) {
        return List.of(
                Runs.startedTwice(story),
                Runs.inTwoAttempts(story, limits),
                Runs.overlapping(story),
                Runs.startedLate(story),
                Runs.otherwiseThanSaid(story),
                Rates.overRateLimit(story, limits),
                Rates.insideCooldown(story, limits),
                Losses.eventsWithoutDetection(story),
                Losses.detectionsWithoutDecision(story),
                Losses.lostThoughItsEndWasSaid(story),
                Endings.withoutEnd(story),
                Endings.withoutCall(story));
    }
}
