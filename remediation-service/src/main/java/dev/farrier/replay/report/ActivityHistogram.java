package dev.farrier.replay.report;

import java.util.Map;
import java.util.TreeMap;

/** Detections and commands over time, in at most 2,000 buckets of equal length: one second, doubled as often as needed. */
public final class ActivityHistogram {
    private static final int BUCKETS = 2_000;

    private TreeMap<Long, Count> counts = new TreeMap<>();
    /** Length of a bucket, milliseconds. */
    private long width = 1_000;

    private record Count(long detections, long commands) {
        Count plus(Count more) {
            return new Count(detections + more.detections, commands + more.commands);
        }
    }

    /** Gets each bucket that is not empty. */
    @FunctionalInterface
    public interface BucketConsumer {
        /** @param time when the bucket begins, epoch milliseconds */
        void accept(long time, long detections, long commands);
    }

    void add(long time, int detections, int commands) {
        counts.merge(start(time), new Count(detections, commands), Count::plus);
        while (counts.size() > BUCKETS) {
            width *= 2;
            Map<Long, Count> finer = counts;
            counts = new TreeMap<>();
            finer.forEach((start, count) -> counts.merge(start(start), count, Count::plus));
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

    /** In the order of time. */
    public void forEach(BucketConsumer consumer) {
        counts.forEach((start, count) -> consumer.accept(start, count.detections(), count.commands()));
    }
}
