package dev.farrier.stream.client;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.admin.KafkaFailure;
import dev.farrier.stream.admin.KafkaUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic on a thread of its own until it is closed, without a group. Whatever goes wrong it tries again, from where
 * it was: a broker that is away for a while is only a pause.
 */
final class TopicFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    enum From {
        BEGINNING,
        END
    }

    /** Called on the follower's thread. What it throws is logged, and the record is passed over. */
    interface Handler {
        void record(ConsumerRecord<String, byte[]> record);

        /** After each batch, empty ones too, once everything that was there at the start has been read. */
        default void upToDate() {}
    }

    private final ClientConfig config;
    private final String topic;
    private final From from;
    private final Handler handler;
    private final Thread thread;
    private final CountDownLatch positioned = new CountDownLatch(1);
    private final CountDownLatch upToDate = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    /** Where to go on; only the follower's thread looks at it. */
    private final Map<TopicPartition, Long> next = new HashMap<>();

    private @Nullable String lastComplaint;
    private volatile @Nullable Consumer<String, byte[]> consumer;

    TopicFollower(ClientConfig config, String topic, From from, String name, Handler handler) {
        this.config = config;
        this.topic = topic;
        this.from = from;
        this.handler = handler;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /** Apart from the constructor, so that the handler finds its owner complete. */
    void start() {
        thread.start();
    }

    /** Whether the place to begin at was found in time: what is appended from now on will be seen. */
    boolean awaitPositioned(Duration timeout) {
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
            try {
                Consumer<String, byte[]> opened =
                        Clients.consumer(config, Thread.currentThread().getName());
                consumer = opened;
                try {
                    follow(opened);
                } finally {
                    consumer = null;
                    Clients.close(opened);
                }
            } catch (WakeupException | InterruptException e) {
                // closed, or woken just before it noticed that it is
            } catch (KafkaException | KafkaUnavailableException e) {
                complain(topic + " cannot be read, trying again: "
                        + KafkaFailure.inWords(config.bootstrap(), e).getMessage());
            }
            await(closing, RETRY);
        }
    }

    private void follow(Consumer<String, byte[]> opened) {
        List<TopicPartition> partitions = opened.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            complain("there is no topic " + topic + " at " + config.bootstrap() + ", waiting for it");
            return;
        }
        opened.assign(partitions);
        Map<TopicPartition, Long> begin =
                from == From.BEGINNING ? opened.beginningOffsets(partitions) : opened.endOffsets(partitions);
        begin.forEach(next::putIfAbsent);
        partitions.forEach(partition -> opened.seek(partition, next.getOrDefault(partition, 0L)));
        Map<TopicPartition, Long> ends = opened.endOffsets(partitions);
        positioned.countDown();
        lastComplaint = null;
        while (closing.getCount() > 0) {
            if (!isUpToDate()
                    && ends.entrySet().stream().allMatch(end -> opened.position(end.getKey()) >= end.getValue())) {
                upToDate.countDown();
            }
            if (isUpToDate()) {
                passOver(topic, handler::upToDate);
            }
            for (ConsumerRecord<String, byte[]> record : opened.poll(POLL)) {
                passOver(record, () -> handler.record(record));
            }
            partitions.forEach(partition -> next.put(partition, opened.position(partition)));
        }
    }

    /** Once, not every second. */
    private void complain(String complaint) {
        if (!complaint.equals(lastComplaint)) {
            lastComplaint = complaint;
            log.warn(complaint);
        }
    }

    private static void passOver(Object what, Runnable handle) {
        try {
            handle.run();
        } catch (RuntimeException | StackOverflowError e) {
            log.warn("{} could not be handled and is passed over: {}", describe(what), e.getMessage(), e);
        }
    }

    private static Object describe(Object what) {
        return what instanceof ConsumerRecord<?, ?> record
                ? record.topic() + "/" + record.partition() + "/" + record.offset()
                : what;
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
        Consumer<String, byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
