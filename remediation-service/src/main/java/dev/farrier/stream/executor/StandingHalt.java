package dev.farrier.stream.executor;

import dev.farrier.model.Control;
import org.jspecify.annotations.Nullable;

/**
 * Whether this site is halted. A halt always holds. What lifts it must have been ordered after the last one: the decider
 * says each order again when it comes to it, and by then somebody may have halted anew. One thread gives orders, any asks.
 */
final class StandingHalt {
    private volatile Control.@Nullable Halted halt;
    private long haltedAt = Long.MIN_VALUE;

    /** Null: not halted. */
    Control.@Nullable Halted inForce() {
        return halt;
    }

    /** @return false when it changes nothing, because a halt was ordered after it */
    boolean follow(Control.Halted order) {
        if (order.halted()) {
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

    /** As if nobody had ever ordered anything. */
    void forget() {
        halt = null;
        haltedAt = Long.MIN_VALUE;
    }
}
