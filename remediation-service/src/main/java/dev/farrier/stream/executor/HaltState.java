package dev.farrier.stream.executor;

import dev.farrier.model.Control;
import org.jspecify.annotations.Nullable;

/**
 * Whether this site is halted. A halt always counts. A resume counts only if it was ordered after the last halt: the decider
 * repeats each order, each hour and to each worker that starts, and by then somebody may have halted again. One thread applies
 * orders, any thread asks.
 */
final class HaltState {
    private volatile Control.@Nullable Halted halt;
    private long haltedAt = Long.MIN_VALUE;

    /** Null: not halted. */
    Control.@Nullable Halted inForce() {
        return halt;
    }

    /** @return false when a later halt makes it void */
    boolean apply(Control.Halted order) {
        if (order.halted()) {
            // A repeated halt does not replace a newer one, which may stop more.
            if (halt != null && order.at() < haltedAt) {
                return false;
            }
            haltedAt = Math.max(haltedAt, order.at());
            halt = order;
            return true;
        }
        if (order.at() <= haltedAt) {
            return false;
        }
        halt = null;
        return true;
    }
}
