package dev.farrier.replay.report;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Detections and commands over time, in at most 2,000 buckets of equal length: one second, doubled as often as needed. */
public final class ActivityHistogram {
    private static final int BUCKETS = 2_000;

    private TreeMap<Long, ActivityCount> counts = new TreeMap<>();
    /** Length of a bucket, milliseconds. */
    private long width = 1_000;

    /** How many there were in some time. */
    public record ActivityCount(long detections, long commands) {
        ActivityCount plus(ActivityCount more) {
            return new ActivityCount(detections + more.detections, commands + more.commands);
        }
    }

    void add(long time, ActivityCount count) {
        counts.merge(start(time), count, ActivityCount::plus);
        while (counts.size() > BUCKETS) {
            width *= 2;
            Map<Long, ActivityCount> finer = counts;
            counts = new TreeMap<>();
            finer.forEach((begin, part) -> counts.merge(start(begin), part, ActivityCount::plus));
        }
    }

    private long start(long time) {
        return Math.floorDiv(time, width) * width;
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** When the first bucket begins, epoch milliseconds; only for one that is not empty. */
    public long first() {
        return counts.firstKey();
    }

    /** When the last bucket begins, epoch milliseconds; only for one that is not empty. */
    public long last() {
        return counts.lastKey();
    }

    /** The buckets that are not empty, by the time when they begin, epoch milliseconds. */
    public SortedMap<Long, ActivityCount> buckets() {
        return counts;
    }
}
