package dev.farrier.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Watermarks and heartbeats of one detect task, sent once a second behind all its evidence.
 *
 * @param partition the detect partition
 * @param watermarks source → event time up to which all events were read, epoch milliseconds; a source is absent until
 *     all its partitions have reported
 * @param heard source → value of its {@code liveness.by} labels → latest event time; only what is new since the last one.
 *     Only the task that owns the source sends it
 * @param watchdogSince of those in {@code heard} with a watchdog alert: when it began to fire
 */
public record Progress(
        int partition,
        SortedMap<String, Long> watermarks,
        SortedMap<String, SortedMap<String, Long>> heard,
        SortedMap<String, SortedMap<String, Long>> watchdogSince)
        implements DeciderInput {
    public Progress {
        watermarks = Collections.unmodifiableSortedMap(new TreeMap<>(watermarks));
        heard = Collections.unmodifiableSortedMap(new TreeMap<>(heard));
        watchdogSince = Collections.unmodifiableSortedMap(new TreeMap<>(watchdogSince));
    }

    /** Without watchdogs. */
    public Progress(
            int partition, SortedMap<String, Long> watermarks, SortedMap<String, SortedMap<String, Long>> heard) {
        this(partition, watermarks, heard, new TreeMap<>());
    }
}
