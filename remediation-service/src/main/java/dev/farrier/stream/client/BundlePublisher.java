package dev.farrier.stream.client;

import dev.farrier.model.BundleHold;
import dev.farrier.model.BundleInfo;
import dev.farrier.model.BundleRecord;
import dev.farrier.model.Labels;
import dev.farrier.model.Marker;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.PolicySourceReport;
import dev.farrier.model.Sha256;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.TopicSpec;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaFailure;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.concurrent.ExecutionException;
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
    private static final RecordCodec<Marker> MARKER = RecordCodec.of(Marker.class);
    private static final int FRAME = 4096;

    /** How many of the newest commits stay. */
    static final int NEWEST = 20;

    /** How many of the newest refused commits stay on record. */
    private static final int REFUSED = 50;

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

    /** What has become of a commit that was to be published. */
    public enum Publication {
        PUBLISHED,
        /** It was in force already; nothing was written. */
        IN_FORCE,
        /** The one in force has the same files, and stays. */
        SAME_POLICIES,
        /** A person holds another one. */
        HELD
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
        byte[] files = encoded(bundle);
        return transaction((producer, published) -> {
            if (bundle.commit().equals(published.current())) {
                return false;
            }
            send(producer, published, bundle.commit(), files);
            producer.commitTransaction();
            return true;
        });
    }

    /**
     * The same for a commit with an origin, unless a person holds another one, or the one in force has the same files.
     *
     * @throws IllegalArgumentException and KafkaUnavailableException as above
     */
    public Publication publish(BundleRecord bundle, BundleInfo info) {
        byte[] files = encoded(bundle);
        return transaction((producer, published) -> {
            BundleHold hold = published.hold();
            if (bundle.commit().equals(published.current())) {
                return Publication.IN_FORCE;
            }
            if (hold != null && !hold.commit().equals(bundle.commit())) {
                return Publication.HELD;
            }
            if (digest(bundle).equals(published.digest())) {
                return Publication.SAME_POLICIES;
            }
            send(producer, published, bundle.commit(), files);
            put(producer, BundleKeys.info(info.commit()), BundleHistory.INFO.encode(info));
            producer.commitTransaction();
            return Publication.PUBLISHED;
        });
    }

    /**
     * Puts a commit that was published before in force, and keeps it there until {@link #release}.
     *
     * @throws IllegalArgumentException when it is not known, or not kept any more
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when the broker does not answer
     */
    public void hold(BundleHold hold) {
        var unused = transaction((producer, published) -> {
            if (!published.commits().containsKey(hold.commit())) {
                throw new IllegalArgumentException("bundle " + hold.commit() + " is not known, or not kept any more");
            }
            producer.beginTransaction();
            put(producer, BundleKeys.HOLD, BundleHistory.HOLD.encode(hold));
            if (!hold.commit().equals(published.current())) {
                activate(producer, hold.commit());
            }
            producer.commitTransaction();
            return true;
        });
    }

    /**
     * Ends a hold; whoever publishes then puts the newest commit in force.
     *
     * @return false when nothing was held
     */
    public boolean release() {
        return transaction((producer, published) -> {
            if (published.hold() == null) {
                return false;
            }
            producer.beginTransaction();
            put(producer, BundleKeys.HOLD, null);
            producer.commitTransaction();
            return true;
        });
    }

    /** Stores that a commit was refused. */
    public void refused(BundleInfo info) {
        write(BundleKeys.info(info.commit()), BundleHistory.INFO.encode(info));
    }

    public void report(PolicySourceReport report) {
        write(BundleKeys.SOURCE, BundleHistory.REPORT.encode(report));
    }

    /** Asks the process that fetches to do so now. */
    public void requestFetch(String by) {
        write(BundleKeys.FETCH, MARKER.encode(new Marker(by)));
    }

    /** Lets everybody see what people leave alone for a time; the decider, which obeys the order, is told by {@code operator-inputs}. */
    public void show(OperatorInput order) {
        switch (order) {
            case OperatorInput.AddSilence silence -> write(BundleKeys.silence(silence.id()), INPUTS.encode(silence));
            case OperatorInput.ExpireSilence silence -> write(BundleKeys.silence(silence.id()), null);
            case OperatorInput.BeginMaintenance begin ->
                write(BundleKeys.maintenance(begin.id()), INPUTS.encode(begin));
            case OperatorInput.EndMaintenance end -> write(BundleKeys.maintenance(end.id()), null);
            default -> throw new IllegalArgumentException("not shown: " + order);
        }
    }

    private interface Change<T> {
        T apply(Producer<String, byte[]> producer, Published published);
    }

    /** Fences every other publisher, then looks at what is there: so nobody else's change can come in between. */
    private <T> T transaction(Change<T> change) {
        Producer<String, byte[]> producer = Clients.producer(
                config,
                "farrier-bundle-publisher",
                Map.of(
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.publisherTransactionalId(),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(TopicSpec.MAX_BUNDLE_BYTES)));
        try {
            // Aborts a transaction that an earlier publisher has left open.
            producer.initTransactions();
            return change.apply(producer, published());
        } catch (KafkaException e) {
            throw KafkaFailure.describe(config.bootstrap(), e);
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    private void write(String key, byte @Nullable [] value) {
        try (Producer<String, byte[]> producer = Clients.producer(config, "farrier-bundle-report", Map.of())) {
            var unused = producer.send(new ProducerRecord<>(topics.bundles(), key, value))
                    .get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause
                    ? KafkaFailure.describe(config.bootstrap(), cause)
                    : new IllegalStateException(e);
        } catch (KafkaException e) {
            throw KafkaFailure.describe(config.bootstrap(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static byte[] encoded(BundleRecord bundle) {
        byte[] files = BundleKeys.CODEC.encode(bundle);
        if (files.length > TopicSpec.MAX_BUNDLE_BYTES - FRAME) {
            throw new IllegalArgumentException("the policies and scripts of bundle " + bundle.commit() + " are "
                    + files.length + " bytes, more than " + (TopicSpec.MAX_BUNDLE_BYTES - FRAME)
                    + ": move large scripts elsewhere");
        }
        return files;
    }

    private void send(Producer<String, byte[]> producer, Published published, String commit, byte[] files) {
        List<String> unused = unused(published, commit);
        producer.beginTransaction();
        for (String old : unused) {
            put(producer, BundleKeys.commit(old), null);
            if (published.infos().remove(old)) {
                put(producer, BundleKeys.info(old), null);
            }
        }
        for (String old : published.surplusInfos()) {
            put(producer, BundleKeys.info(old), null);
        }
        put(producer, BundleKeys.commit(commit), files);
        activate(producer, commit);
    }

    private void activate(Producer<String, byte[]> producer, String commit) {
        put(producer, BundleKeys.CURRENT, pointer(commit));
        send(producer, topics.operatorInputs(), null, notice(commit));
    }

    private void put(Producer<String, byte[]> producer, String key, byte @Nullable [] value) {
        send(producer, topics.bundles(), key, value);
    }

    /**
     * The commit in force; empty when there is none.
     *
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when the broker does not answer, or the topic does not exist
     */
    Optional<String> current() {
        return Optional.ofNullable(published().current());
    }

    /**
     * @param digest of the files of the commit in force
     * @param commits when each was published last, the oldest first
     * @param infos commits with an origin on record, the oldest first
     */
    private record Published(
            @Nullable String current,
            @Nullable String digest,
            SequencedMap<String, Long> commits,
            SequencedSet<String> infos,
            @Nullable BundleHold hold) {
        /** Of commits that were refused, so that no tombstone of theirs will come. */
        List<String> surplusInfos() {
            List<String> refused = infos.stream()
                    .filter(commit -> !commits.containsKey(commit))
                    .toList();
            return refused.subList(0, Math.max(0, refused.size() - REFUSED));
        }
    }

    private Published published() {
        AtomicReference<@Nullable String> current = new AtomicReference<>();
        AtomicReference<@Nullable BundleHold> hold = new AtomicReference<>();
        SequencedMap<String, Long> commits = new LinkedHashMap<>();
        Map<String, String> digests = new HashMap<>();
        SequencedSet<String> infos = new LinkedHashSet<>();
        TopicReader.scan(config, topics.bundles(), 0, record -> {
            if (BundleKeys.CURRENT.equals(record.key()) && record.value() != null) {
                current.set(BundleKeys.CODEC.decode(record.value()).commit());
            }
            if (BundleKeys.HOLD.equals(record.key())) {
                hold.set(record.value() == null ? null : BundleHistory.HOLD.decode(record.value()));
            }
            BundleKeys.infoOf(record.key()).ifPresent(commit -> {
                infos.remove(commit);
                if (record.value() != null) {
                    infos.add(commit);
                }
            });
            BundleKeys.commitOf(record.key()).ifPresent(commit -> {
                commits.remove(commit);
                digests.remove(commit);
                if (record.value() != null) {
                    commits.put(commit, record.timestamp());
                    digests.put(commit, digest(BundleKeys.CODEC.decode(record.value())));
                }
            });
        });
        String inForce = current.get();
        return new Published(inForce, inForce == null ? null : digests.get(inForce), commits, infos, hold.get());
    }

    /** The same for two commits with the same files. */
    private static String digest(BundleRecord bundle) {
        return Sha256.hex(BundleKeys.CODEC.encode(new BundleRecord("", bundle.files())));
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
