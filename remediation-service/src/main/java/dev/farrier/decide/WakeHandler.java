package dev.farrier.decide;

import dev.farrier.model.Incident;

/** What is done with a record that {@link Waker} wakes. */
interface WakeHandler {
    /** @param wait the condition that is true now */
    void wake(DecisionContext context, StateRecord record, WakeCondition wait);

    /** The incident's wait is over. */
    void resume(DecisionContext context, Incident incident);
}
