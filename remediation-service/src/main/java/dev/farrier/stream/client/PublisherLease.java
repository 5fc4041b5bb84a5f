package dev.farrier.stream.client;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaFailure;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses one of the processes with the role policies: the one that Kafka's group gives the only partition of the topic bundles.
 * It reads nothing there. Two that both believe to have it, as after a pause, are told apart by the publisher's transactions.
 */
public final class PublisherLease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PublisherLease.class);
    private static final Duration POLL = Duration.ofMillis(500);
    /** Who has it keeps it when another process joins. Versions before knew only the second. */
    private static final String ASSIGNORS = StickyAssignor.class.getName() + "," + RangeAssignor.class.getName();

    private static final long RETRY_MILLIS = 1_000;

    private final ClientConfig config;
    private final Topics topics;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean held;
    private String lastFailure = "";

    private PublisherLease(ClientConfig config, Topics topics) {
        this.config = config;
        this.topics = topics;
        this.thread =
                Thread.ofPlatform().name("farrier-publisher-lease").daemon().unstarted(this::run);
    }

    /** Asks for it, and again whenever it is lost. */
    public static PublisherLease start(ClientConfig config, Topics topics) {
        PublisherLease lease = new PublisherLease(config, topics);
        lease.thread.start();
        return lease;
    }

    public boolean isHeld() {
        return held;
    }

    private void run() {
        while (closing.getCount() > 0) {
            try (Consumer<String, byte[]> consumer = consumer()) {
                take(consumer);
                consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
            } catch (WakeupException e) {
                LOG.debug("woken up", e);
            } catch (KafkaException e) {
                String failure = String.valueOf(
                        KafkaFailure.describe(config.bootstrap(), e).getMessage());
                if (!failure.equals(lastFailure)) {
                    LOG.warn("Whether this process is to publish policies can't be settled, trying again: {}", failure);
                }
                lastFailure = failure;
            } catch (RuntimeException e) {
                LOG.warn("Whether this process is to publish policies can't be settled, trying again", e);
            } finally {
                held = false;
            }
            try {
                if (closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void take(Consumer<String, byte[]> consumer) {
        consumer.subscribe(List.of(topics.bundles()), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                consumer.pause(partitions);
                if (!partitions.isEmpty()) {
                    held = true;
                    lastFailure = "";
                }
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                if (!partitions.isEmpty()) {
                    held = false;
                }
            }
        });
        while (closing.getCount() > 0) {
            var unused = consumer.poll(POLL);
        }
    }

    private Consumer<String, byte[]> consumer() {
        Map<String, Object> settings = config.with(
                "farrier-publisher-lease",
                Map.of(
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000",
                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "3000"),
                Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG, topics.publisherGroup(),
                        ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic",
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, ASSIGNORS,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false"));
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(Duration.ofSeconds(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
