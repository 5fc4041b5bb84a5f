package dev.farrier.replay.topic;

import java.util.List;

/** A topic whose records are read once more. Failures are exceptions with a message for people. */
public interface RecordedTopic {
    /**
     * One span for each partition, of the records that exist now.
     *
     * @param from a span begins at the first record that was appended at this time or later, epoch milliseconds; {@link
     *     Long#MIN_VALUE}: at the first record
     * @param before a span ends before the first record that was appended at this time or later, epoch milliseconds; {@link
     *     Long#MAX_VALUE}: behind the last record
     */
    List<Span> spans(long from, long before);

    /** Calls {@code each} with every record of the span, in order. Several spans may be read at the same time. */
    void read(Span span, RecordConsumer each) throws InterruptedException;

    /**
     * Offsets of one partition.
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
