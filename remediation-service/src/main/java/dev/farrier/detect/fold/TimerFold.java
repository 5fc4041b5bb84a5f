package dev.farrier.detect.fold;

import org.jspecify.annotations.Nullable;

/** A detector that fires when something has lasted: at what the clocks of its sources have passed, and not at an event. */
public interface TimerFold extends Fold {

    /**
     * Nothing more comes from before this time, epoch milliseconds. Null: it does not fire.
     *
     * @param aliveSince since when the sources have been heard without a gap: what lasts is counted from then on at the
     *     earliest
     */
    @Nullable
    Firing advanceTo(long clock, long aliveSince);

    @Override
    TimerFold copy();

    /** When it fires at the earliest, epoch milliseconds, if only that event comes. NEVER: not at all. */
    long dueAfter(DetectorEvent event);

    /** When it fires at the earliest, epoch milliseconds, if no event comes. NEVER: not at all. */
    long due();
}
