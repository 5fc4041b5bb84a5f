package dev.farrier.detect.fold;

import dev.farrier.detect.state.StateBytes;
import org.jspecify.annotations.Nullable;

/**
 * The state of one detector for one group. It is a function of the events that were applied and of nothing else; they are
 * applied in their order, each once.
 */
public interface Fold {

    /** Null: the detector does not fire at this event. */
    @Nullable
    Firing apply(DetectorEvent event);

    Fold copy();

    /**
     * How far the detector is. Changes nothing.
     *
     * @param at epoch milliseconds, not before the last event
     */
    PartialMatch progress(long at);

    /** @param reference a time near by, which makes what is written shorter */
    void write(StateBytes.Writer out, long reference);

    /** Reads what {@link #write} wrote into a new fold. */
    void read(StateBytes.Reader in, long reference);

    /** Whether the order of events matters. */
    default boolean isOrdered() {
        return true;
    }

    /** Whether the event that was applied last shows the symptom. */
    default boolean showsSymptom(DetectorEvent event) {
        return true;
    }

    /** Whether the event that was applied last has pushed out an event that would still count. */
    default boolean overflowed() {
        return false;
    }
}
