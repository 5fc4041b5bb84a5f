package dev.farrier.execute;

import dev.farrier.model.SlotType;
import java.util.EnumMap;
import java.util.Map;

/** How much runs at once, each lane for itself. Taken with a claim, given back at the end of what was claimed. */
final class Slots {
    private final Map<SlotType, Integer> all;
    private final Map<SlotType, Integer> taken = new EnumMap<>(SlotType.class);

    Slots(Map<SlotType, Integer> all) {
        this.all = all;
    }

    /** False: none is free. */
    synchronized boolean tryTake(SlotType lane) {
        if (taken(lane) >= all.getOrDefault(lane, 0)) {
            return false;
        }
        take(lane);
        return true;
    }

    /** Never refuses: what an earlier incarnation has left running is there whether a slot is free or not. */
    synchronized void take(SlotType lane) {
        taken.merge(lane, 1, Integer::sum);
    }

    synchronized void give(SlotType lane) {
        taken.merge(lane, -1, Integer::sum);
    }

    synchronized int taken(SlotType lane) {
        return taken.getOrDefault(lane, 0);
    }
}
