package dev.farrier.stream.client;

import dev.farrier.model.BundleRecord;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.TopicSpec;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaFailure;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a commit in force by one transaction: its files, the pointer to the current commit, and the notice to the decider. A
 * publisher that starts fences the one before it. Thread-safe.
 */
public final class BundlePublisher {
    private static final Logger LOG = LoggerFactory.getLogger(BundlePublisher.class);
    private static final RecordCodec<OperatorInput> INPUTS = RecordCodec.of(OperatorInput.class);
    private static final int FRAME = 4096;

    /** How many of the newest commits stay. */
    static final int NEWEST = 20;

    /** How long any commit stays: an incident is decided under its commit, and its record stays 30 days after its end. */
    static final Duration AFTER_LAST_ACTIVE = Duration.ofDays(30);

    private final ClientConfig config;
    private final Topics topics;
    private final InstantSource clock;

    public BundlePublisher(ClientConfig config, Topics topics) {
        this(config, topics, InstantSource.system());
    }

    BundlePublisher(ClientConfig config, Topics topics, InstantSource clock) {
        this.config = config;
        this.topics = topics;
        this.clock = clock;
    }

    /**
     * Returns when the transaction is committed.
     *
     * @return false when this commit was in force already, and nothing was written
     * @throws IllegalArgumentException when it is larger than 8 MiB
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when the broker does not answer; then nothing was
     *     published, or, when the connection broke during the commit, all of it: publish again
     */
    public boolean publish(BundleRecord bundle) {
        byte[] files = BundleKeys.CODEC.encode(bundle);
        if (files.length > TopicSpec.MAX_BUNDLE_BYTES - FRAME) {
            throw new IllegalArgumentException("the policies and scripts of bundle " + bundle.commit() + " are "
                    + files.length + " bytes, more than " + (TopicSpec.MAX_BUNDLE_BYTES - FRAME)
                    + ": move large scripts elsewhere");
        }
        Producer<String, byte[]> producer = Clients.producer(
                config,
                "farrier-bundle-publisher",
                Map.of(
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.publisherTransactionalId(),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(TopicSpec.MAX_BUNDLE_BYTES)));
        try {
            // Aborts a transaction that an earlier publisher has left open.
            producer.initTransactions();
            Published published = published();
            if (bundle.commit().equals(published.current())) {
                return false;
            }
            List<String> unused = unused(published, bundle.commit());
            producer.beginTransaction();
            unused.forEach(commit -> send(producer, topics.bundles(), BundleKeys.commit(commit), null));
            send(producer, topics.bundles(), BundleKeys.commit(bundle.commit()), files);
            send(producer, topics.bundles(), BundleKeys.CURRENT, pointer(bundle.commit()));
            send(producer, topics.operatorInputs(), null, notice(bundle.commit()));
            producer.commitTransaction();
            return true;
        } catch (KafkaException e) {
            throw KafkaFailure.describe(config.bootstrap(), e);
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    /**
     * The commit in force; empty when there is none.
     *
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when the broker does not answer, or the topic does not exist
     */
    Optional<String> current() {
        return Optional.ofNullable(published().current());
    }

    /** @param commits when each was published last, the oldest first */
    private record Published(@Nullable String current, SequencedMap<String, Long> commits) {}

    private Published published() {
        AtomicReference<@Nullable String> current = new AtomicReference<>();
        SequencedMap<String, Long> commits = new LinkedHashMap<>();
        TopicReader.scan(config, topics.bundles(), 0, record -> {
            if (BundleKeys.CURRENT.equals(record.key()) && record.value() != null) {
                current.set(BundleKeys.CODEC.decode(record.value()).commit());
            }
            BundleKeys.commitOf(record.key()).ifPresent(commit -> {
                commits.remove(commit);
                if (record.value() != null) {
                    commits.put(commit, record.timestamp());
                }
            });
        });
        return new Published(current.get(), commits);
    }

    /**
     * Commits that are old enough to leave the topic, which each process reads whole at its start.
     *
     * @param published when each commit was published last, epoch milliseconds; the oldest first, the last one in force
     */
    static List<String> expired(SequencedMap<String, Long> published, long now) {
        List<String> expired = new ArrayList<>();
        List<Map.Entry<String, Long>> commits = List.copyOf(published.sequencedEntrySet());
        for (int i = 0; i < commits.size() - NEWEST; i++) {
            long activeUntil = commits.get(i + 1).getValue();
            if (now - activeUntil >= AFTER_LAST_ACTIVE.toMillis()) {
                expired.add(commits.get(i).getKey());
            }
        }
        return expired;
    }

    /** The expired ones that no incident on record names. */
    private List<String> unused(Published published, String next) {
        List<String> old = new ArrayList<>(expired(published.commits(), clock.millis()));
        old.remove(next);
        if (old.isEmpty()) {
            return old;
        }
        try {
            IncidentReader.readOnce(config, topics).forEach(incident -> old.remove(incident.commit()));
            return old;
        } catch (KafkaUnavailableException e) {
            LOG.warn("Cannot see which bundles are in use, so unused ones are kept: {}", e.getMessage());
            return List.of();
        }
    }

    /** A failure is thrown by the commit of the transaction. */
    private static void send(
            Producer<String, byte[]> producer, String topic, @Nullable String key, byte @Nullable [] value) {
        var unused = producer.send(new ProducerRecord<>(topic, key, value));
    }

    private static byte[] pointer(String commit) {
        return BundleKeys.CODEC.encode(new BundleRecord(commit, Labels.empty()));
    }

    private static byte[] notice(String commit) {
        return INPUTS.encode(new OperatorInput.BundleActivated(commit));
    }
}
