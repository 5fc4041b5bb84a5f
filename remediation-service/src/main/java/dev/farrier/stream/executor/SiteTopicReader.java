package dev.farrier.stream.executor;

import dev.farrier.execute.TopicProgress;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.admin.KafkaTooOldException;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.client.TopicReader;
import dev.farrier.stream.client.TopicReader.RecordHandler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic of one partition on a thread of its own, and knows up to when it has read it. After a failure of Kafka it tries
 * again, for ever; meanwhile {@link #readUpTo} stands still.
 */
final class SiteTopicReader implements TopicProgress, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SiteTopicReader.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long RETRY_MILLIS = 500;
    private static final long NOWHERE = -1;

    private final TopicReader reader;
    private final String topic;
    private final long from;
    private final EndOffsetWatcher watch;
    private final LongSupplier monotonic;
    private final RecordHandler<RuntimeException> handler;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    private @Nullable String lastWarning;
    private long position = NOWHERE;

    /** When {@code position} was reached, by the monotonic clock. */
    private long arrivedAt;

    private volatile long readUpTo;
    private volatile long endAtStart = NOWHERE;

    /**
     * @param from append time of the oldest records to read, epoch milliseconds, or {@link TopicReader#BEGINNING}, or {@link
     *     TopicReader#END}: behind the last record, committed or not
     * @param watch tells where the topic ends
     * @param handler called by one thread; must not throw
     */
    SiteTopicReader(
            ClientConfig config,
            String topic,
            IsolationLevel isolation,
            long from,
            EndOffsetWatcher watch,
            LongSupplier monotonic,
            RecordHandler<RuntimeException> handler) {
        this.reader = new TopicReader(config, topic, from, isolation, "farrier-tail-" + topic);
        this.topic = topic;
        this.from = from;
        this.watch = watch;
        this.monotonic = monotonic;
        this.handler = handler;
        this.thread = Thread.ofPlatform().daemon().name("tail-" + topic).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public long readUpTo() {
        return readUpTo;
    }

    @Override
    public @Nullable String problem() {
        return watch.problem(topic);
    }

    /** Offset at which the topic ended when this was started; set before the first record is handled. */
    long endAtStart() {
        return endAtStart;
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        try (reader) {
            awaitEnd();
            if (from == TopicReader.END) {
                // The end of committed records may stand before the last record.
                reader.startAt(0, endAtStart);
            }
            while (!isClosing()) {
                try {
                    reader.assign();
                    reader.poll(POLL, handler);
                    advance(reader.position(0));
                    lastWarning = null;
                } catch (KafkaUnavailableException | KafkaTooOldException | KafkaException e) {
                    warn(String.valueOf(e.getMessage()));
                    pause(RETRY_MILLIS);
                }
            }
        }
    }

    /** The same warning once, not twice a second. */
    private void warn(String warning) {
        if (!warning.equals(lastWarning)) {
            LOG.warn("{} can't be read, trying again: {}", topic, warning);
        }
        lastWarning = warning;
    }

    private void awaitEnd() {
        while (endAtStart == NOWHERE && !isClosing()) {
            Long end = watch.current().offsets().get(topic);
            if (end == null) {
                pause(POLL.toMillis());
            } else {
                endAtStart = end;
            }
        }
    }

    private void pause(long millis) {
        try {
            closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }

    private void advance(long to) {
        if (to != position) {
            position = to;
            arrivedAt = monotonic.getAsLong();
        }
        EndOffsetWatcher.EndOffsets ends = watch.current();
        Long end = ends.offsets().get(topic);
        // A reader that stood behind the end before that was asked for stands in a topic that was deleted since.
        if (end != null && ends.asOf() > readUpTo && position >= end && !(position > end && arrivedAt < ends.asOf())) {
            readUpTo = ends.asOf();
        }
    }
}
