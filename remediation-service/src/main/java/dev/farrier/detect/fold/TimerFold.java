package dev.farrier.detect.fold;

import org.jspecify.annotations.Nullable;

/** The fold of a detector that fires when a symptom has lasted: at a time that the clocks of its sources have passed, not at an event. */
public interface TimerFold extends Fold {

    /**
     * Advances to the clock of the sources. Null: the detector does not fire.
     *
     * @param clock no more event comes from before this time, epoch milliseconds
     * @param aliveSince since when the sources have been heard without a gap: the symptom lasts from then on at the earliest
     */
    @Nullable
    Firing advanceTo(long clock, long aliveSince);

    @Override
    TimerFold copy();

    /** When the detector fires at the earliest, epoch milliseconds, if only this event comes. NEVER: not at all. */
    long dueAfter(DetectorEvent event);

    /** When the detector fires at the earliest, epoch milliseconds, if no event comes. NEVER: not at all. */
    long due();
}
