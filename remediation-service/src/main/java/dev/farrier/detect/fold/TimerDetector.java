package dev.farrier.detect.fold;

import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;

/** A detector that fires when a symptom has lasted: a fold that the clocks of its sources move on. */
public interface TimerDetector extends Detector {

    /**
     * The state of a group without events.
     *
     * @param clears what ends the symptom
     */
    TimerFold newFold(NameIndex index, Clearing clears);

    @Override
    default Trigger trigger() {
        return Trigger.DURATION;
    }

    @Override
    default boolean countsAfresh() {
        return false;
    }
}
