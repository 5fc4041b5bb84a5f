package dev.farrier.stream.client;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.admin.KafkaTooOldException;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.admin.MissingTopicException;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic on its own thread until it is closed. After a failure it tries again every second, from where it was; a failure
 * that is not Kafka's is an error in the log, since without this thread its owner would show old data for ever.
 */
public final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    /** Called on the follower's thread. What it throws is logged, and the record is skipped. */
    interface Handler {
        void record(ConsumerRecord<String, byte[]> record);

        /** After each batch, empty ones too, once everything that was there at the start has been read. */
        default void upToDate() {}
    }

    private final String topic;
    private final TopicReader reader;
    private final Handler handler;
    private final Thread thread;
    private final CountDownLatch positioned = new CountDownLatch(1);
    private final CountDownLatch upToDate = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable String lastFailure;

    /** @param from as of {@link TopicReader#TopicReader} */
    TopicFollower(ClientConfig config, String topic, long from, String name, Handler handler) {
        this.topic = topic;
        this.reader = new TopicReader(config, topic, from, name);
        this.handler = handler;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /** Calls back with each value that is appended from now on, or, {@code fromBeginning}, that the topic still has. */
    public static <T> TopicFollower follow(
            ClientConfig config, String topic, Class<T> type, boolean fromBeginning, Consumer<T> each) {
        RecordCodec<T> codec = RecordCodec.of(type);
        long from = fromBeginning ? TopicReader.BEGINNING : TopicReader.END;
        TopicFollower follower = new TopicFollower(config, topic, from, "farrier-tail", record -> {
            if (record.value() != null) {
                each.accept(codec.decode(record.value()));
            }
        });
        follower.start();
        return follower;
    }

    /** Not in the constructor, so that the handler can use its owner. */
    void start() {
        thread.start();
    }

    /** Whether the place to begin at was found in time: what is appended from then on will be read. */
    public boolean awaitPositioned(Duration timeout) {
        return await(positioned, timeout);
    }

    /** Whether everything that was there at the start was read in time. */
    boolean awaitUpToDate(Duration timeout) {
        return await(upToDate, timeout);
    }

    boolean isUpToDate() {
        return upToDate.getCount() == 0;
    }

    private void run() {
        while (closing.getCount() > 0) {
            try (reader) {
                follow();
            } catch (WakeupException | InterruptException e) {
                LOG.debug("{}: woken up, to close", topic);
            } catch (MissingTopicException e) {
                warn(e.getMessage() + ", waiting for it");
            } catch (KafkaUnavailableException | KafkaTooOldException | KafkaException e) {
                warn(topic + " cannot be read, trying again: " + e.getMessage());
            } catch (RuntimeException e) {
                if (isNew(e.toString())) {
                    LOG.error("{} cannot be read because of a bug in Farrier, trying again", topic, e);
                }
            }
            await(closing, RETRY);
        }
    }

    private void follow() {
        reader.assign();
        Map<TopicPartition, Long> ends = reader.offsetsAt(TopicReader.END);
        positioned.countDown();
        lastFailure = null;
        while (closing.getCount() > 0) {
            if (!isUpToDate() && reader.hasReached(ends)) {
                upToDate.countDown();
            }
            if (isUpToDate()) {
                handle(topic, handler::upToDate);
            }
            reader.poll(POLL, record -> handle(TopicReader.place(record), () -> handler.record(record)));
        }
    }

    private void warn(String warning) {
        if (isNew(warning)) {
            LOG.warn(warning);
        }
    }

    /** The same failure is logged once, not every second. */
    private boolean isNew(String failure) {
        boolean same = failure.equals(lastFailure);
        lastFailure = failure;
        return !same;
    }

    private static void handle(String place, Runnable handler) {
        try {
            handler.run();
        } catch (RuntimeException | StackOverflowError e) {
            LOG.warn("{} could not be handled and is skipped: {}", place, e.getMessage(), e);
        }
    }

    private static boolean await(CountDownLatch latch, Duration timeout) {
        try {
            return latch.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        reader.wakeup();
        try {
            thread.join(CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
