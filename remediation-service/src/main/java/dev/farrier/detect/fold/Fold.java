package dev.farrier.detect.fold;

import dev.farrier.detect.state.StateBytes;
import org.jspecify.annotations.Nullable;

/**
 * What one detector knows of one group. It is a function of the events that it was given and of nothing else; they come in
 * their order, each once.
 */
public interface Fold {

    /** Takes in the next event. Null: it does not fire. */
    @Nullable
    Firing apply(DetectorEvent event);

    Fold copy();

    /**
     * How far it is. Computed when it is asked for; it changes nothing.
     *
     * @param at epoch milliseconds, not before the last event
     */
    PartialMatch progress(long at);

    /** @param reference a time near by, which makes what is written shorter */
    void write(StateBytes.Writer out, long reference);

    /** Whether the order of events matters. */
    default boolean isOrdered() {
        return true;
    }

    /** Whether this event, which was taken in last, shows the symptom. */
    default boolean showsSymptom(DetectorEvent event) {
        return true;
    }

    /** Whether the event that was taken in last has pushed out one that would still count. */
    default boolean overflowed() {
        return false;
    }
}
