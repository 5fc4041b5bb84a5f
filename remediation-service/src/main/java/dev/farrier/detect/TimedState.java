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
     * Advances to the clock of the sources.
     *
     * @return event time of its next evaluation, or {@link #NEVER}: its next event decides
     */
    abstract long advance(PolicyDetector detector, SourceHealth sources, Consumer<Firing> out);

    /** The firing comes after its time: updates the symptom with the events since then. */
    abstract void catchUp(SymptomState symptom, Firing firing);

    /** Whether the detector waits for nothing in this group any more. */
    boolean isObsolete(PolicyDetector detector) {
        return false;
    }

    /** @param at epoch milliseconds */
    abstract PartialMatch progress(PolicyDetector detector, long at);
}
