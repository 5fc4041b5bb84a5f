package dev.farrier.execute.worker;

import dev.farrier.model.SlotType;
import java.util.EnumMap;
import java.util.Map;

/** How many actions of each kind run at once. A claim takes a slot; the end of the action gives it back. */
final class Slots {
    private final Map<SlotType, Integer> capacity;
    private final Map<SlotType, Integer> used = new EnumMap<>(SlotType.class);

    Slots(Map<SlotType, Integer> capacity) {
        this.capacity = capacity;
    }

    /** False when none is free. */
    synchronized boolean tryAcquire(SlotType lane) {
        if (inUse(lane) >= capacity.getOrDefault(lane, 0)) {
            return false;
        }
        acquire(lane);
        return true;
    }

    /** For an action that an earlier incarnation left running: it runs whether a slot is free or not. */
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
