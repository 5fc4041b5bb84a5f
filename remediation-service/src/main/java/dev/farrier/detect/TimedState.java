package dev.farrier.detect;

import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.Namespace;
import dev.farrier.detect.state.StateEntry;
import java.util.function.Consumer;

/** State of one group for a detector that fires when the clocks of its sources have passed a time. */
abstract class TimedState extends StateEntry {

    TimedState(Namespace namespace, String group) {
        super(namespace, group);
    }

    /**
     * Moves on to the clock of the sources.
     *
     * @return when to look at it again, event time, or {@link #NEVER}: not before its next event
     */
    abstract long advance(PolicyDetector detector, SourceHealth sources, Consumer<Firing> out);

    /** It fires late: brings the symptom up to date with what is known since. */
    abstract void catchUp(SymptomState symptom, Firing firing);

    /** Whether there is nothing to wait for any more. */
    boolean isObsolete(PolicyDetector detector) {
        return false;
    }

    /** @param at epoch milliseconds */
    abstract PartialMatch progress(PolicyDetector detector, long at);
}
