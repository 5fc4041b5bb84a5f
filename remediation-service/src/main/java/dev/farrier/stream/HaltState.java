package dev.farrier.stream;

import dev.farrier.model.Control;
import dev.farrier.model.HaltScope;
import dev.farrier.model.StandingHalt;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The halts in force, as the orders on {@code controls.<site>} have it. A halt always counts. An order that ends halts ends only
 * those that were ordered before it: the decider repeats its last order, each hour and to each worker that starts, and by then
 * somebody may have halted again. One thread applies orders, any thread asks.
 */
public final class HaltState {
    private volatile List<StandingHalt> inForce = List.of();

    /** The widest scope first. */
    public List<StandingHalt> inForce() {
        return inForce;
    }

    /** @return false when a later halt makes it void, in whole or in part */
    public boolean apply(Control.Halted order) {
        SortedMap<HaltScope, StandingHalt> halts = new TreeMap<>();
        inForce.forEach(halt -> halts.put(halt.scope(), halt));
        boolean whole = true;
        if (order.halted() && order.scope() != null) {
            whole = put(halts, of(order, order.scope()));
        } else {
            int before = halts.size();
            halts.values().removeIf(halt -> isEnded(halt, order));
            whole = order.halted() || halts.isEmpty() || order.scope() != null && halts.size() < before;
            for (StandingHalt halt : standing(order)) {
                whole &= put(halts, halt);
            }
        }
        inForce = List.copyOf(halts.values());
        return whole;
    }

    private static boolean isEnded(StandingHalt halt, Control.Halted order) {
        return halt.at() < order.at() && (order.scope() == null || order.scope().equals(halt.scope()));
    }

    private static List<StandingHalt> standing(Control.Halted order) {
        if (!order.halted()) {
            return List.of();
        }
        return order.standing().isEmpty() ? List.of(of(order, HaltScope.ALL)) : order.standing();
    }

    private static StandingHalt of(Control.Halted order, HaltScope scope) {
        return new StandingHalt(scope, order.calls(), order.by(), order.why(), order.at());
    }

    /** A repeated halt does not replace a newer one, which may stop more. */
    private static boolean put(SortedMap<HaltScope, StandingHalt> halts, StandingHalt halt) {
        StandingHalt before = halts.get(halt.scope());
        if (before != null && before.at() > halt.at()) {
            return false;
        }
        halts.put(halt.scope(), halt);
        return true;
    }
}
