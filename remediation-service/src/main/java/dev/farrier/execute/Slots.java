package dev.farrier.execute;

import dev.farrier.model.SlotType;
import java.util.EnumMap;
import java.util.Map;

/** How much runs at once, each lane for itself. Taken with a claim, given back at the end of what was claimed. */
final class Slots {
    private final Map<SlotType, Integer> capacity;
    private final Map<SlotType, Integer> used = new EnumMap<>(SlotType.class);

    Slots(Map<SlotType, Integer> capacity) {
        this.capacity = capacity;
    }

    /** False: none is free. */
    synchronized boolean tryAcquire(SlotType lane) {
        if (inUse(lane) >= capacity.getOrDefault(lane, 0)) {
            return false;
        }
        acquire(lane);
        return true;
    }

    /** Never refuses: what an earlier incarnation has left running is there whether a slot is free or not. */
    synchronized void acquire(SlotType lane) {
        used.merge(lane, 1, Integer::sum);
    }

    synchronized void release(SlotType lane) {
        used.merge(lane, -1, Integer::sum);
    }

    synchronized int inUse(SlotType lane) {
        return used.getOrDefault(lane, 0);
    }
}
