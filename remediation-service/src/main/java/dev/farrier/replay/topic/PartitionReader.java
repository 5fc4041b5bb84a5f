package dev.farrier.replay.topic;

import dev.farrier.model.Event;
import dev.farrier.replay.Backtest;
import dev.farrier.replay.InputPartition;
import dev.farrier.replay.topic.RecordedTopic.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** Reads and parses one partition ahead, on its own thread, as far as a short queue allows. */
final class PartitionReader {
    private static final int CHUNK = 500;
    private static final int AHEAD = 8;

    private final RecordedTopic topic;
    private final Span span;
    private final InputPartition input;
    private final Thread thread;
    private final BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(AHEAD);

    /** Used by the reading thread only. */
    private List<Placed> filling = new ArrayList<>();

    private volatile long read;

    /** Used by the merging thread only. */
    private Chunk chunk = new Chunk(List.of(), false, null);

    private int next;

    private record Placed(Event event, long place) {}

    /** @param failure why reading ended early; null: it did not */
    private record Chunk(
            List<Placed> events, boolean last, @Nullable RuntimeException failure) {}

    PartitionReader(RecordedTopic topic, Span span, Backtest backtest) {
        this.topic = topic;
        this.span = span;
        this.input = backtest.partition((event, place) -> filling.add(new Placed(event, place)));
        this.thread = new Thread(this::readAll, "replay-" + span.partition());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() {
        thread.interrupt();
    }

    private void readAll() {
        try {
            RuntimeException failure = null;
            try {
                topic.read(span, this::take);
                input.finish();
            } catch (RuntimeException e) {
                failure = e;
            }
            queue.put(new Chunk(filling, true, failure));
        } catch (InterruptedException e) {
            // the merging thread has stopped
        }
    }

    private void take(TopicRecord record) throws InterruptedException {
        record.to(input);
        read = read + 1; // only this thread writes it
        if (filling.size() >= CHUNK) {
            queue.put(new Chunk(filling, false, null));
            filling = new ArrayList<>();
        }
    }

    /** Waits for the next event; false when there is none. */
    boolean advance() throws InterruptedException {
        next++;
        while (next >= chunk.events().size()) {
            if (chunk.last()) {
                return false;
            }
            chunk = queue.take();
            if (chunk.failure() != null) {
                throw chunk.failure();
            }
            next = 0;
        }
        return true;
    }

    boolean atChunk() {
        return next == 0;
    }

    Event event() {
        return chunk.events().get(next).event();
    }

    long place() {
        return chunk.events().get(next).place();
    }

    int number() {
        return span.partition();
    }

    /** Records so far. */
    long read() {
        return read;
    }
}
