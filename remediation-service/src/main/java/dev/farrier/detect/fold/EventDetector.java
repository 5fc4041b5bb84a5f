package dev.farrier.detect.fold;

import dev.farrier.model.Event;
import dev.farrier.policy.Detector;

/** A detector that fires at events: a fold over one group's events in their order. */
public interface EventDetector extends Detector {

    /** The state of a group without events. */
    Fold newFold(NameIndex index);

    /** Whether the event has what the detector needs; detect counts an event without it as incomplete and leaves it out. */
    default boolean isComplete(Event event) {
        return true;
    }

    /** {@link DetectorEvent#data} of the event, which is complete. */
    default long dataOf(Event event) {
        return 0;
    }

    /** How many events' ids must be remembered at the least, so that none is counted twice. */
    default int countedEvents() {
        return 0;
    }

    /** The reason that a firing at this event gives, in one line. */
    default String because(Event event, Firing firing) {
        return firing.because();
    }
}
