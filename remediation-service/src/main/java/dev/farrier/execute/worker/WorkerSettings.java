package dev.farrier.execute.worker;

import dev.farrier.model.SlotType;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * @param name for people; the worker's identity is in its data directory
 * @param version Farrier's, for people
 * @param site whose commands it runs
 * @param slots lane → commands at once there, at least 1 each
 * @param allow action types that it runs
 * @param killFile while this file exists nothing is started
 * @param progressEvery milliseconds between two progress records of a running action
 * @param readWithin milliseconds; the worker takes and starts nothing while its reading of the site's topics is older
 * @param stopWithin milliseconds to wait for running actions when the worker is asked to stop
 */
public record WorkerSettings(
        String name,
        String version,
        String site,
        Map<SlotType, Integer> slots,
        Set<String> allow,
        Path killFile,
        long progressEvery,
        long readWithin,
        long stopWithin) {
    public WorkerSettings {
        slots = Map.copyOf(new EnumMap<>(slots));
        allow = Set.copyOf(allow);
        for (SlotType lane : SlotType.values()) {
            if (slots.getOrDefault(lane, 0) < 1) {
                throw new IllegalArgumentException("there must be at least one slot of " + lane);
            }
        }
    }

    public static Map<SlotType, Integer> slots(int act, int look, int wait, int call) {
        return Map.of(SlotType.ACT, act, SlotType.LOOK, look, SlotType.WAIT, wait, SlotType.CALL, call);
    }
}
