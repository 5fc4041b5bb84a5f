package dev.farrier.execute;

import dev.farrier.model.Control;
import java.util.HashMap;
import java.util.Map;

final class FakeControls implements Controls {
    private final SteppedClock clock;
    private final Map<String, Control.Cancelled> cancelled = new HashMap<>();
    private Control.Halted halt;
    private long readUpTo = -1;

    FakeControls(SteppedClock clock) {
        this.clock = clock;
    }

    /** -1: always up to now. */
    void readUpTo(long millis) {
        readUpTo = millis;
    }

    void halt(boolean halted) {
        halt = halted ? new Control.Halted(true, "anna", "maintenance", 0) : null;
    }

    void cancel(String commandId) {
        cancelled.put(commandId, new Control.Cancelled(commandId, "anna", "wrong host", 0));
    }

    @Override
    public long readUpTo() {
        return readUpTo < 0 ? clock.millis() : readUpTo;
    }

    @Override
    public Control.Halted halt() {
        return halt;
    }

    @Override
    public Control.Cancelled cancellation(String commandId) {
        return cancelled.get(commandId);
    }
}
