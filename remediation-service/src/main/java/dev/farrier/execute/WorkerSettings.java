package dev.farrier.execute;

import java.nio.file.Path;
import java.util.Set;

/**
 * @param name the worker's name, the same over restarts
 * @param incarnation differs with every start
 * @param site the one site whose commands it does
 * @param slots actions at once, at least 1
 * @param waits {@code waitUntil}s at once, at least 1; they hold no slot
 * @param allow action types it does; an empty set does nothing at all
 * @param killFile while this file exists nothing is started
 * @param progressEvery milliseconds between two progress records of a running action
 * @param controlsMaxAge nothing is started when the controls were last read up to longer ago than this, milliseconds
 * @param stopWithin milliseconds to wait for running actions when the worker is asked to stop
 */
public record WorkerSettings(
        String name,
        String incarnation,
        String site,
        int slots,
        int waits,
        Set<String> allow,
        Path killFile,
        long progressEvery,
        long controlsMaxAge,
        long stopWithin) {
    public static final Set<String> ALL_ACTIONS = Set.of("process", "script", "http", "waitUntil");

    public WorkerSettings {
        allow = Set.copyOf(allow);
        if (slots < 1 || waits < 1) {
            throw new IllegalArgumentException("slots and waits must be at least 1");
        }
        if (!ALL_ACTIONS.containsAll(allow)) {
            throw new IllegalArgumentException("allowed actions " + allow + " are not all of " + ALL_ACTIONS);
        }
    }

    /** Four slots, 200 waits, all actions, progress every 10 s, controls not older than 2 s, 7 s to stop. */
    public static WorkerSettings of(String name, String incarnation, String site, Path killFile) {
        return new WorkerSettings(name, incarnation, site, 4, 200, ALL_ACTIONS, killFile, 10_000, 2_000, 7_000);
    }

    /** Who claims: no two starts of any worker share it. */
    public String worker() {
        return name + "#" + incarnation;
    }
}
