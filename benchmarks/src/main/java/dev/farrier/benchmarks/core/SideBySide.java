package dev.farrier.benchmarks.core;

import dev.farrier.benchmarks.Cpu;
import dev.farrier.model.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * Farrier and the floor in turn, a few milliseconds each, so that whatever else the machine does meets both: only their ratio
 * is worth something on a machine that is shared.
 */
final class SideBySide {
    static final int BATCH = 10_000;

    private final Readings readings;
    private final Floor floor;
    private final Farrier farrier;
    private final List<Reading> forFloor = new ArrayList<>(BATCH);
    private final List<Event> forMatch = new ArrayList<>(BATCH);
    private final List<Event> forFarrier = new ArrayList<>(BATCH);
    private long floorFound;
    private long found;

    SideBySide(Readings readings, int policies, long withinMillis) {
        this.readings = readings;
        this.floor = new Floor(policies, withinMillis, (policy, host, time) -> floorFound++);
        this.farrier = new Farrier(policies, withinMillis + "ms", (policy, host, time) -> found++);
    }

    /** Takes in one event without measuring. */
    void warmUp(Reading reading) {
        floor.on(reading);
        Event event = farrier.prepare(reading);
        farrier.match(event);
        farrier.on(event);
    }

    /** All three see events of their own: one that was just looked at is in the processor's cache. */
    void nextBatch() {
        forFloor.clear();
        forMatch.clear();
        forFarrier.clear();
        for (int i = 0; i < BATCH; i++) {
            forFloor.add(floor.prepare(readings.next()));
            forMatch.add(farrier.prepare(readings.next()));
            forFarrier.add(farrier.prepare(readings.next()));
        }
    }

    long run(Cpu cpu) {
        long before = found;
        long begin = Cpu.now();
        for (Reading reading : forFloor) {
            floor.on(reading);
        }
        long floorEnd = Cpu.now();
        long matches = 0;
        for (Event event : forMatch) {
            matches += farrier.match(event);
        }
        long matchEnd = Cpu.now();
        for (Event event : forFarrier) {
            farrier.on(event);
        }
        cpu.nanos += Cpu.now() - matchEnd;
        cpu.matchNanos += matchEnd - floorEnd;
        cpu.floorNanos += floorEnd - begin;
        cpu.events += BATCH;
        cpu.found += found - before;
        return matches + found + floorFound;
    }
}
