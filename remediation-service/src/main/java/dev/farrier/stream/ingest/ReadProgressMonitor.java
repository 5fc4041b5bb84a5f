package dev.farrier.stream.ingest;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares, once a second, what the ingest group has committed with the ends of its topics. Committed offsets pass over
 * transaction markers, which the offsets of processed records do not.
 */
final class ReadProgressMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadProgressMonitor.class);
    private static final long EVERY = 1_000;

    private final Admin admin;
    private final String group;
    private final Supplier<Collection<String>> topics;
    private final Thread thread;
    private volatile ReadProgress current = ReadProgress.NONE;

    ReadProgressMonitor(Admin admin, String group, Supplier<Collection<String>> topics) {
        this.admin = admin;
        this.group = group;
        this.topics = topics;
        this.thread =
                Thread.ofPlatform().name("farrier-progress-watch").daemon().start(this::run);
    }

    ReadProgress current() {
        return current;
    }

    private void run() {
        boolean failing = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                current = poll();
                failing = false;
                Thread.sleep(EVERY);
            } catch (InterruptedException e) {
                return;
            } catch (ExecutionException | KafkaException e) {
                // Nothing is known to be read meanwhile, so nobody's silence is judged.
                if (!failing) {
                    LOG.warn(
                            "Cannot see how far the sources have been read; no absence is judged until then: {}",
                            e.toString());
                }
                failing = true;
                try {
                    Thread.sleep(EVERY);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private ReadProgress poll() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        for (String topic : topics.get()) {
            describe(topic).forEach(partition -> {
                latest.put(partition, OffsetSpec.latest());
                earliest.put(partition, OffsetSpec.earliest());
            });
        }
        long asOf = System.currentTimeMillis();
        // Uncommitted ends: what lies behind an open transaction is not read yet, and must not count as read.
        ListOffsetsOptions all = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest, all).all().get().forEach((p, info) -> ends.put(p, info.offset()));
        Map<TopicPartition, Long> begins = new HashMap<>();
        admin.listOffsets(earliest, all).all().get().forEach((p, info) -> begins.put(p, info.offset()));
        Map<TopicPartition, Long> committed = new HashMap<>();
        for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .entrySet()) {
            if (entry.getValue() != null) {
                committed.put(entry.getKey(), entry.getValue().offset());
            }
        }
        return ReadProgress.of(current, asOf, begins, ends, committed);
    }

    private Collection<TopicPartition> describe(String topic) throws InterruptedException, ExecutionException {
        try {
            return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                    .flatMap(description -> description.partitions().stream())
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof org.apache.kafka.common.errors.UnknownTopicOrPartitionException) {
                return List.of();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
