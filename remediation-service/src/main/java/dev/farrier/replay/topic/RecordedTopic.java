package dev.farrier.replay.topic;

import java.util.List;

/** A topic from which records are read again. What fails is told by exceptions with a message for people. */
public interface RecordedTopic {
    /**
     * What there is to read now, one span a partition, of what was appended in a time.
     *
     * @param from the first record is the first one appended at this time or later, epoch milliseconds; {@link
     *     Long#MIN_VALUE}: from the beginning
     * @param before the first one appended at this time or later is not read any more, nor what is behind it, epoch
     *     milliseconds; {@link Long#MAX_VALUE}: all there is now
     */
    List<Span> spans(long from, long before);

    /** Hands over a span's records, in order; returns after the last. Several may be read at the same time. */
    void read(Span span, RecordConsumer each) throws InterruptedException;

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
    interface RecordConsumer {
        void record(TopicRecord record) throws InterruptedException;
    }
}
