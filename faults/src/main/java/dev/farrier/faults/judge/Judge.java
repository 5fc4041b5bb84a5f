package dev.farrier.faults.judge;

import java.util.List;

/** What must hold of a run, whatever was killed. */
public final class Judge {
    private Judge() {}

    public static Check lostThoughItsEndWasSaid(History history) {
        return Losses.lostThoughItsEndWasSaid(history);
    }

    /** Whether every acknowledged event was evaluated. */
    public static boolean allDetected(History history) {
        return Losses.eventsWithoutDetection(history).holds();
    }

    /** In the order in which they are shown. */
    public static List<Check> checks(History history, Limits limits) {
        return List.of(
                Runs.startedTwice(history),
                Runs.inTwoAttempts(history, limits),
                Runs.overlapping(history),
                Runs.startedLate(history),
                Runs.otherwiseThanSaid(history),
                Rates.overRateLimit(history, limits),
                Rates.insideCooldown(history, limits),
                Rates.overBudget(history, limits),
                Losses.eventsWithoutDetection(history),
                Losses.detectionsWithoutDecision(history),
                Losses.lostThoughItsEndWasSaid(history),
                Endings.withoutEnd(history),
                Endings.withoutCall(history));
    }
}
