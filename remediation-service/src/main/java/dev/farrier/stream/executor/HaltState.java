package dev.farrier.stream.executor;

import dev.farrier.model.Control;
import org.jspecify.annotations.Nullable;

/**
 * Whether this site is halted. A halt always holds. What lifts it must have been ordered after the last one: the decider
 * says each order again when it comes to it, each hour, and to each worker that starts, and by then somebody may have halted
 * anew. One thread gives orders, any asks.
 */
final class HaltState {
    private volatile Control.@Nullable Halted halt;
    private long haltedAt = Long.MIN_VALUE;

    /** Null: not halted. */
    Control.@Nullable Halted inForce() {
        return halt;
    }

    /** @return false when it changes nothing, because a halt was ordered after it */
    boolean apply(Control.Halted order) {
        if (order.halted()) {
            // One that is said again does not weaken a newer one, which may stop more.
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
