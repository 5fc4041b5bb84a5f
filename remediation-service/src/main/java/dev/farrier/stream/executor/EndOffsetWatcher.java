package dev.farrier.stream.executor;

import dev.farrier.stream.ClientConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again and again where the topics of a site end, and whether each still has one partition. The ends include uncommitted
 * records: else a reader of committed records would seem to be up to date in front of an open transaction.
 */
final class EndOffsetWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndOffsetWatcher.class);
    private static final long EVERY_MILLIS = 400;
    private static final int DESCRIBE_EVERY = 3;
    private static final long ANSWER_WITHIN = 2_000;

    private final List<String> topics;
    private final LongSupplier monotonic;
    private final Admin admin;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    private final Map<String, String> problems = new HashMap<>();
    private volatile EndOffsets current = new EndOffsets(0, Map.of());
    private int looks;
    private @Nullable String failing;

    /**
     * @param asOf when it was asked, by the monotonic clock; 0: never yet
     * @param offsets topic → where its next record will be appended; topics that did not answer are missing
     */
    record EndOffsets(long asOf, Map<String, Long> offsets) {}

    EndOffsetWatcher(ClientConfig config, List<String> topics, LongSupplier monotonic) {
        this.topics = List.copyOf(topics);
        this.monotonic = monotonic;
        this.admin = Admin.create(config.with(
                "farrier-site-watch",
                Map.of(
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(ANSWER_WITHIN),
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(ANSWER_WITHIN)),
                Map.of()));
        this.thread = Thread.ofPlatform().daemon().name("farrier-site-watch").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    EndOffsets current() {
        return current;
    }

    /** Why this topic can't be used; null: nothing is known against it. */
    @Nullable
    String problem(String topic) {
        synchronized (problems) {
            return problems.get(topic);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        admin.close(Duration.ZERO);
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            do {
                try {
                    refresh();
                    failing = null;
                } catch (ExecutionException | TimeoutException | KafkaException e) {
                    String now = String.valueOf(e.getMessage());
                    if (!now.equals(failing)) {
                        LOG.warn("Cannot read the end offsets of {}, trying again: {}", topics, now);
                    }
                    failing = now;
                }
            } while (!closing.await(EVERY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refresh() throws InterruptedException, ExecutionException, TimeoutException {
        if (looks++ % DESCRIBE_EVERY == 0) {
            admin.describeTopics(topics).topicNameValues().forEach(this::describe);
        }
        long asOf = monotonic.getAsLong();
        Map<TopicPartition, OffsetSpec> asked =
                topics.stream().collect(Collectors.toMap(EndOffsetWatcher::partition, topic -> OffsetSpec.latest()));
        ListOffsetsResult told = admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED));
        Map<String, Long> ends = new HashMap<>();
        ExecutionException failure = null;
        for (String topic : topics) {
            try {
                ends.put(
                        topic,
                        told.partitionResult(partition(topic))
                                .get(ANSWER_WITHIN, TimeUnit.MILLISECONDS)
                                .offset());
            } catch (ExecutionException e) {
                failure = e;
            }
        }
        current = new EndOffsets(asOf, Map.copyOf(ends));
        if (failure != null) {
            throw failure;
        }
    }

    private void describe(String topic, KafkaFuture<TopicDescription> asked) {
        String problem;
        try {
            int partitions =
                    asked.get(ANSWER_WITHIN, TimeUnit.MILLISECONDS).partitions().size();
            problem = partitions == 1 ? null : wrongCount(topic, partitions);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                return;
            }
            problem = topic + " does not exist: make it with 'farrier topics create'";
        } catch (TimeoutException e) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        synchronized (problems) {
            String before = problem == null ? problems.remove(topic) : problems.put(topic, problem);
            if (problem != null && !problem.equals(before)) {
                LOG.error("{}", problem);
            }
        }
    }

    static String wrongCount(String topic, int partitions) {
        return topic + " has " + partitions
                + " partitions instead of 1: which of two records is the first can't be said."
                + " Stop the site's executors, delete the topic, and make it again with 'farrier topics create'";
    }

    private static TopicPartition partition(String topic) {
        return new TopicPartition(topic, 0);
    }
}
