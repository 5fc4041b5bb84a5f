package dev.farrier.replay.topic;

import java.util.List;

/** A topic from which records are read again. What fails is told by exceptions with a message for people. */
public interface RecordedTopic {
    /**
     * What there is to read now, one span a partition. Records that were appended before {@code from}, or more than a day
     * after {@code to}, are not looked at: an event is seldom known before it happens, and seldom later than that.
     *
     * @param from epoch milliseconds; {@link Long#MIN_VALUE}: from the beginning
     * @param to epoch milliseconds; {@link Long#MAX_VALUE}: all there is now
     */
    List<Span> spans(long from, long to);

    /** Hands over a span's records, in order; returns after the last. Several may be read at the same time. */
    void read(Span span, Each each) throws InterruptedException;

    /**
     * Records of one partition.
     *
     * @param begin offset of the first
     * @param end offset behind the last
     */
    record Span(int partition, long begin, long end) {
        long size() {
            return end - begin;
        }
    }

    /** Gets each record. */
    @FunctionalInterface
    interface Each {
        void record(Recorded record) throws InterruptedException;
    }
}
