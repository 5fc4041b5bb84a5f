package dev.farrier.replay.report;

import java.util.Map;
import java.util.TreeMap;

/**
 * How many detections and commands there were at what times, in at most 2,000 spans of equal length, which is a second
 * doubled as often as needed.
 */
public final class ActivityHistogram {
    private static final int SPANS = 2_000;

    private TreeMap<Long, Count> counts = new TreeMap<>();
    private long width = 1_000;

    private record Count(long detections, long commands) {
        Count plus(Count more) {
            return new Count(detections + more.detections, commands + more.commands);
        }
    }

    /** Gets each span in which anything happened. */
    @FunctionalInterface
    public interface BucketConsumer {
        /** @param time when the span begins, epoch milliseconds */
        void span(long time, long detections, long commands);
    }

    void detection(long time) {
        add(time, new Count(1, 0));
    }

    void command(long time) {
        add(time, new Count(0, 1));
    }

    private void add(long time, Count count) {
        counts.merge(start(time), count, Count::plus);
        while (counts.size() > SPANS) {
            width *= 2;
            Map<Long, Count> finer = counts;
            counts = new TreeMap<>();
            finer.forEach((start, counted) -> counts.merge(start(start), counted, Count::plus));
        }
    }

    private long start(long time) {
        return Math.floorDiv(time, width) * width;
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** When the first span begins, epoch milliseconds; there must be one. */
    public long first() {
        return counts.firstKey();
    }

    /** When the last span begins, epoch milliseconds; there must be one. */
    public long last() {
        return counts.lastKey();
    }

    /** In the order of time. */
    public void forEach(BucketConsumer each) {
        counts.forEach((start, count) -> each.span(start, count.detections(), count.commands()));
    }
}
