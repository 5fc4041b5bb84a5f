package dev.farrier.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far one detect task has seen, once a second, behind all evidence it sent before.
 *
 * @param partition the detect partition
 * @param watermarks source → event time up to which everything was seen, epoch milliseconds; a source is absent while
 *     one of its partitions has not been heard of
 * @param heard source → value of its {@code liveness.by} labels → latest event time; only what is new since the last one.
 *     Only the task that owns the source sends it
 * @param watchdogSince of those in {@code heard} that a watchdog alert speaks for: when it began to fire
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
