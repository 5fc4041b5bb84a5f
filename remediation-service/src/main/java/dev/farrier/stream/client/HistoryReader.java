package dev.farrier.stream.client;

import dev.farrier.effect.Episode;
import dev.farrier.effect.Episodes;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Control;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.SignedCommand;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.WorkerReport;
import dev.farrier.replay.live.RecordedRun;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.HaltState;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.TopicAdmin;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.view.Executors;
import dev.farrier.view.Executors.LatestReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment has on record: reads its topics once, up to where they end now. Moments are append times in epoch
 * milliseconds, and 0 is the oldest record. All methods throw {@link dev.farrier.stream.admin.KafkaUnavailableException}
 * when the broker does not answer, or a topic does not exist.
 */
public final class HistoryReader {
    private static final RecordCodec<DeciderInput> INPUTS = RecordCodec.of(DeciderInput.class);
    private static final RecordCodec<AuditRecord> AUDITS = RecordCodec.of(AuditRecord.class);

    /** Commands end, and incidents go on, after the last event that is of interest. */
    private static final long LATER = Duration.ofDays(1).toMillis();

    /** Offsets; some of them are marks that end a transaction. */
    private static final long LAST_COMMANDS = 100;

    private final ClientConfig config;
    private final Topics topics;

    public HistoryReader(ClientConfig config, Topics topics) {
        this.config = config;
        this.topics = topics;
    }

    /** Newest first. */
    public List<Incident> incidents() {
        return IncidentReader.readOnce(config, topics);
    }

    /** The audit of one incident, oldest first; all of it has been appended since its {@code openedAt}. */
    public List<AuditRecord> audit(String incident, long since) {
        return audit(since, TopicReader.END, incident, any -> true);
    }

    /** The audit of one policy on one target, oldest first. */
    public List<AuditRecord> audit(String policy, String target, long since) {
        return audit(
                since,
                TopicReader.END,
                null,
                audit -> audit.policy().equals(policy) && audit.target().equals(target));
    }

    /** All episodes that the audit tells of since a moment, and what is about them since. */
    public List<Episode> episodes(long since) {
        Episodes episodes = new Episodes();
        audits(since, episodes::accept);
        return episodes.all();
    }

    /** Hands on the audit from before a moment, as {@link Episodes#READ_BEFORE} says. Those of an incident come in their order. */
    public void audits(long since, Consumer<AuditRecord> to) {
        // One by one: there may be millions.
        TopicReader.scan(
                config,
                topics.audit(),
                since - Episodes.READ_BEFORE.toMillis(),
                TopicReader.decoding(AuditRecord.class, (audit, at) -> to.accept(audit)));
    }

    /** @param incident the only key to decode; null: all */
    private List<AuditRecord> audit(long since, long before, @Nullable String incident, Predicate<AuditRecord> wanted) {
        List<AuditRecord> audits = new ArrayList<>();
        TopicReader.scan(config, topics.audit(), since, before, record -> {
            if (record.value() != null && (incident == null || incident.equals(record.key()))) {
                AuditRecord audit = AUDITS.decode(record.value());
                if (wanted.test(audit)) {
                    audits.add(audit);
                }
            }
        });
        // An incident's records have one key and so one partition, unless the topic has got more partitions since.
        audits.sort(Comparator.comparingLong(AuditRecord::time));
        return List.copyOf(audits);
    }

    /** What people leave alone for a time: only the orders of it. */
    public BundleHistory orders() {
        BundleHistory history = new BundleHistory();
        TopicReader.scan(config, topics.bundles(), TopicReader.BEGINNING, record -> {
            if (BundleKeys.isOrder(record.key())) {
                history.read(record);
            }
        });
        return history;
    }

    /** The detections of one policy, in the order in which the decider got them. */
    public List<Detection> detections(String policy, long since) {
        List<Detection> detections = new ArrayList<>();
        TopicReader.scan(config, topics.deciderLog(), since, record -> {
            if (INPUTS.decode(record.value()) instanceof Detection detection
                    && detection.policy().equals(policy)) {
                detections.add(detection);
            }
        });
        return List.copyOf(detections);
    }

    /**
     * What was recorded at or after a moment, and before the end of the day after another; all incidents. Leaves out what
     * workers report while a command runs: only how it ends is compared.
     *
     * @param from {@link Long#MIN_VALUE}: from the beginning
     * @param to {@link Long#MAX_VALUE}: all there is now
     */
    public RecordedRun run(long from, long to) {
        long before = to >= Long.MAX_VALUE - LATER ? TopicReader.END : to + LATER;
        List<RecordedRun.ReceivedDetection> detections = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        TopicReader.scan(config, topics.deciderLog(), from, before, record -> {
            DeciderInput input = INPUTS.decode(record.value());
            if (input instanceof Detection detection) {
                detections.add(new RecordedRun.ReceivedDetection(detection, record.timestamp()));
            } else if (input instanceof Outcome outcome && outcome.kind() != OutcomeKind.PROGRESS) {
                outcomes.add(outcome);
            }
        });
        TreeMap<String, Incident> incidents = new TreeMap<>();
        incidents().forEach(incident -> incidents.put(incident.id(), incident));
        return new RecordedRun(detections, outcomes, audit(from, before, null, any -> true), incidents);
    }

    /** The newest report of each executor, at all sites, of those that have reported in the last minute. */
    public Collection<LatestReport> executorReports(long now) {
        Map<String, LatestReport> newest = new HashMap<>();
        for (String site : sites()) {
            TopicReader.scan(
                    config,
                    topics.outcomes(site),
                    now - Executors.HEARD_WITHIN,
                    TopicReader.decoding(
                            WorkerReport.class,
                            (report, at) ->
                                    newest.put(site + "/" + report.worker().id(), new LatestReport(site, report, at))));
        }
        return List.copyOf(newest.values());
    }

    /**
     * The halts in force, the widest scope first, as the controls of all sites have them: those that the decider has told the
     * workers, and those that it has not come to yet.
     */
    public List<StandingHalt> halts() {
        List<Control.Halted> orders = new ArrayList<>();
        for (String site : controlledSites()) {
            TopicReader.scan(
                    config,
                    topics.controls(site),
                    TopicReader.BEGINNING,
                    TopicReader.decoding(Control.class, (control, at) -> {
                        if (control instanceof Control.Halted order) {
                            orders.add(order.appendedAt(at));
                        }
                    }));
        }
        // The decider writes to open sites alone: what stands at another may be old.
        orders.sort(Comparator.comparingLong(Control.Halted::at));
        HaltState state = new HaltState();
        orders.forEach(state::apply);
        return state.inForce();
    }

    /**
     * Id of the key that the deployment signs with, as far as the last day tells: that of the newest command, or the one that a
     * person has changed to since. Empty: neither is on record.
     */
    public Optional<String> signingKey(long now) {
        SignatureRecord newest = new SignatureRecord("", now - LATER);
        for (String site : sites()) {
            SignatureRecord last = lastSignature(site);
            newest = last != null && last.at() > newest.at() ? last : newest;
        }
        SignatureRecord[] key = {newest};
        TopicReader.scan(
                config, topics.operatorInputs(), newest.at(), TopicReader.decoding(OperatorInput.class, (input, at) -> {
                    if (input instanceof OperatorInput.KeyRotated rotated) {
                        key[0] = new SignatureRecord(rotated.keyId(), at);
                    }
                }));
        return Optional.of(key[0].keyId()).filter(id -> !id.isEmpty());
    }

    private record SignatureRecord(String keyId, long at) {}

    /** Null: there is no command at this site any more. */
    private @Nullable SignatureRecord lastSignature(String site) {
        List<SignatureRecord> signatures = new ArrayList<>();
        try (TopicReader reader =
                new TopicReader(config, topics.commands(site), TopicReader.BEGINNING, "farrier-signing-key")) {
            TopicPartition partition = new TopicPartition(topics.commands(site), 0);
            long begin = reader.offsetsAt(TopicReader.BEGINNING).getOrDefault(partition, 0L);
            long end = reader.offsetsAt(TopicReader.END).getOrDefault(partition, 0L);
            reader.readPartition(
                    0,
                    Math.max(begin, end - LAST_COMMANDS),
                    end,
                    TopicReader.decoding(
                            SignedCommand.class,
                            (command, at) -> signatures.add(new SignatureRecord(command.keyId(), at))));
        }
        return signatures.isEmpty() ? null : signatures.getLast();
    }

    private SortedSet<String> controlledSites() {
        try (Cluster cluster = new Cluster(config)) {
            return new TopicAdmin(cluster, topics).controlledSites();
        }
    }

    private SortedSet<String> sites() {
        try (Cluster cluster = new Cluster(config)) {
            return new TopicAdmin(cluster, topics).sites();
        }
    }
}
