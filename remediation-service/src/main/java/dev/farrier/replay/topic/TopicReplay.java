package dev.farrier.replay.topic;

import dev.farrier.replay.Backtest;
import dev.farrier.replay.topic.RecordedTopic.Span;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Replays a topic. Each partition is read, and its records parsed, on a thread of its own; within a partition events are put
 * in order as those of a file, and between partitions they are merged by time, then partition, then offset. So the same
 * records give the same lines, however quickly each partition is read.
 */
public final class TopicReplay {
    private static final Comparator<PartitionReader> NEXT =
            Comparator.comparingLong(PartitionReader::place).thenComparingInt(PartitionReader::number);

    private TopicReplay() {}

    /** Hears how far it has come. */
    @FunctionalInterface
    public interface ProgressListener {
        /**
         * @param read records
         * @param all records, those that transactions have left no value of included
         */
        void progress(long read, long all);
    }

    /**
     * Returns when all was read and replayed; what happens when no more comes is not done yet, see {@link Backtest#finish}.
     *
     * @param heard called on this thread, often
     * @throws RuntimeException what reading a partition has failed with
     */
    public static void run(RecordedTopic topic, List<Span> spans, Backtest backtest, ProgressListener heard)
            throws InterruptedException {
        long all = spans.stream().mapToLong(Span::size).sum();
        List<PartitionReader> partitions = spans.stream()
                .map(span -> new PartitionReader(topic, span, backtest))
                .toList();
        partitions.forEach(PartitionReader::start);
        try {
            PriorityQueue<PartitionReader> heads = new PriorityQueue<>(NEXT);
            for (PartitionReader partition : partitions) {
                if (partition.advance()) {
                    heads.add(partition);
                }
            }
            for (PartitionReader first = heads.poll(); first != null; first = heads.poll()) {
                backtest.accept(first.event());
                if (first.advance()) {
                    heads.add(first);
                }
                if (first.atChunk()) {
                    heard.progress(
                            partitions.stream().mapToLong(PartitionReader::read).sum(), all);
                }
            }
        } finally {
            partitions.forEach(PartitionReader::stop);
        }
    }
}
