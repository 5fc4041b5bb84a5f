package dev.farrier.stream.runtime;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * How much of its state an application still has to read from its changelogs before it works. It counts offsets: a compacted
 * changelog and the marks of transactions leave gaps, so at most that many records are left. Several threads restore.
 */
final class RestoreProgress implements StateRestoreListener {
    private static final int PERCENT = 100;

    private final Map<TopicPartition, Position> restoring = new HashMap<>();

    /** Offsets of one changelog: where its restore began, the next one to read, and where it ends. */
    private record Position(long start, long next, long end) {}

    @Override
    public synchronized void onRestoreStart(TopicPartition changelog, String store, long start, long end) {
        restoring.put(changelog, new Position(start, start, end));
    }

    @Override
    public synchronized void onBatchRestored(TopicPartition changelog, String store, long batchEnd, long restored) {
        restoring.computeIfPresent(
                changelog,
                (key, position) ->
                        new Position(position.start(), Math.min(batchEnd + 1, position.end()), position.end()));
    }

    @Override
    public synchronized void onRestoreEnd(TopicPartition changelog, String store, long total) {
        restoring.computeIfPresent(
                changelog, (key, position) -> new Position(position.start(), position.end(), position.end()));
        // What is done counts until all is done: the share must not fall when one changelog is finished.
        if (left() == 0) {
            restoring.clear();
        }
    }

    /** Its task went to another process, or is closed. */
    @Override
    public synchronized void onRestoreSuspended(TopicPartition changelog, String store, long total) {
        restoring.remove(changelog);
    }

    /** Before another start: an application that was stopped while it restored may never tell the end. */
    synchronized void reset() {
        restoring.clear();
    }

    private long left() {
        return restoring.values().stream()
                .mapToLong(position -> position.end() - position.next())
                .sum();
    }

    /** For people; empty when nothing is being restored. */
    synchronized String text() {
        long left = left();
        long all = restoring.values().stream()
                .mapToLong(position -> position.end() - position.start())
                .sum();
        return left == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "restoring its state from Kafka: %d %%, at most %,d records left",
                        (all - left) * PERCENT / Math.max(1, all),
                        left);
    }
}
