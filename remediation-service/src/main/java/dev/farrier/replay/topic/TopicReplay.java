package dev.farrier.replay.topic;

import dev.farrier.replay.Backtest;
import dev.farrier.replay.topic.RecordedTopic.Span;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Replays a topic. A thread for each partition reads and parses its records and puts their events in order; this thread merges
 * the partitions by time, then partition, then offset. So the same records give the same lines, however fast each partition is
 * read.
 */
public final class TopicReplay {
    private static final Comparator<PartitionReader> NEXT =
            Comparator.comparingLong(PartitionReader::place).thenComparingInt(PartitionReader::number);

    private TopicReplay() {}

    /** Gets how far the replay has come. */
    @FunctionalInterface
    public interface ProgressListener {
        /**
         * @param read records so far
         * @param all offsets in all spans, markers of transactions included
         */
        void progress(long read, long all);
    }

    /**
     * Returns when every event was given to the backtest, which the caller finishes.
     *
     * @param progress called on this thread, often
     * @throws RuntimeException with which reading a partition failed
     */
    public static void run(RecordedTopic topic, List<Span> spans, Backtest backtest, ProgressListener progress)
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
                    progress.progress(
                            partitions.stream().mapToLong(PartitionReader::read).sum(), all);
                }
            }
        } finally {
            partitions.forEach(PartitionReader::stop);
        }
    }
}
