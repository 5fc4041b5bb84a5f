package dev.farrier.decide.context;

import dev.farrier.decide.state.StateRecord;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;

/** What is done with a record that {@link Waker} wakes. */
public interface WakeHandler {
    /** @param wait the condition that is true now */
    void wake(DecisionContext context, StateRecord record, WakeCondition wait);

    /** The incident's wait is over. */
    void resume(DecisionContext context, Incident incident);
}
