package dev.farrier.stream.executor;

import static org.awaitility.Awaitility.await;

import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.ExecutableActionType;
import dev.farrier.execute.Timing;
import dev.farrier.execute.WorkerClock;
import dev.farrier.execute.http.HttpRunner;
import dev.farrier.execute.http.WaitRunner;
import dev.farrier.execute.process.ProcessRunner;
import dev.farrier.execute.record.CommandSignature;
import dev.farrier.execute.record.SigningKeys;
import dev.farrier.execute.worker.Commands;
import dev.farrier.execute.worker.WorkerSettings;
import dev.farrier.model.Action;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.Marker;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.SignedCommand;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One site as the service sees it: it sends commands and controls, reads outcomes and reports, writes markers, and answers each
 * life of a worker that it hears with the standing halt, or its absence.
 */
final class Site implements AutoCloseable {
    static final String NAME = Commands.SITE;
    static final Duration PATIENCE = Duration.ofSeconds(180);

    private final ClientConfig config;
    private final Topics topics;
    private final Path directory;
    private final SigningKeys keys;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread reading = Thread.ofPlatform().daemon().name("site").unstarted(this::read);
    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    private final List<WorkerReport> reports = new CopyOnWriteArrayList<>();
    private final Set<WorkerInstance> answered = new HashSet<>();
    private volatile Control.Halted standing = new Control.Halted(false, false, "decider", "nobody ever halted", 1);
    private volatile boolean answering = true;
    private volatile boolean closed;

    Site(ClientConfig config, Topics topics, Path directory) throws IOException {
        this.config = config;
        this.topics = topics;
        this.directory = directory;
        this.keys = SigningKeys.loadOrCreate(directory.resolve("keys"));
        this.producer = newProducer(Map.of());
        reading.start();
    }

    private void read() {
        TopicPartition partition = new TopicPartition(topics.outcomes(NAME), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                config.with("test", Map.of(), Map.of("isolation.level", "read_committed")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    hear(record.value());
                }
            }
        }
    }

    private void hear(byte[] value) {
        if (RecordCodec.of(Outcome.class).wrote(value)) {
            outcomes.add(RecordCodec.of(Outcome.class).decode(value));
        } else if (RecordCodec.of(WorkerReport.class).wrote(value)) {
            WorkerReport report = RecordCodec.of(WorkerReport.class).decode(value);
            reports.add(report);
            if (answering && answered.add(report.worker())) {
                producer.send(controlRecord(standing));
                producer.send(marker());
            }
        }
    }

    /** Says nothing to who starts; or what it says. */
    void answer(boolean answers, Control.Halted with) {
        answering = answers;
        standing = with;
    }

    KafkaProducer<byte[], byte[]> newProducer(Map<String, Object> settings) {
        return new KafkaProducer<>(
                config.with("test", settings, Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    static Map<String, ActionRunner> runners(WorkerClock clock) {
        ProcessRunner process = new ProcessRunner();
        return Map.of(
                "process",
                process,
                "script",
                process,
                "http",
                new HttpRunner(),
                "waitUntil",
                new WaitRunner(Timing.of(clock)));
    }

    /** Takes commands when this returns. */
    SiteWorker worker(String name, int slots) throws IOException {
        SiteWorker worker = start(name, slots);
        await().atMost(PATIENCE).until(() -> worker.problem() == null);
        return worker;
    }

    SiteWorker start(String name, int slots) throws IOException {
        WorkerClock clock = new WorkerClock();
        return SiteWorker.start(
                config,
                topics,
                settings(name, slots, directory.resolve("kill")),
                keys.trusted(),
                directory.resolve(name),
                runners(clock),
                clock);
    }

    static WorkerSettings settings(String name, int slots, Path killFile) {
        return new WorkerSettings(
                name,
                "test",
                NAME,
                WorkerSettings.slots(slots, 50, 10, 2),
                Set.copyOf(ExecutableActionType.installed()),
                killFile,
                1_000,
                2_000,
                3_000);
    }

    Command command(WorkerInstance worker, SlotType lane, Purpose purpose, String id, Action action, long maxRun) {
        long now = System.currentTimeMillis();
        return Commands.of(id, worker, lane, purpose, action, now, now + 120_000, maxRun);
    }

    Command command(WorkerInstance worker, String id, Action action) {
        return command(worker, SlotType.ACT, Purpose.STEP, id, action, 60_000);
    }

    ProducerRecord<byte[], byte[]> record(Command command) {
        SignedCommand signed =
                CommandSignature.sign(RecordCodec.of(Command.class).encode(command), keys);
        return new ProducerRecord<>(
                topics.commands(NAME),
                command.worker().toString().getBytes(StandardCharsets.UTF_8),
                RecordCodec.of(SignedCommand.class).encode(signed));
    }

    void send(WorkerInstance worker, String id, Action action) throws Exception {
        send(command(worker, id, action));
    }

    void send(Command command) throws Exception {
        producer.send(record(command)).get();
    }

    void sendRaw(WorkerInstance worker, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(
                        topics.commands(NAME), worker.toString().getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    void control(Control control) throws Exception {
        producer.send(controlRecord(control)).get();
    }

    private ProducerRecord<byte[], byte[]> controlRecord(Control control) {
        return new ProducerRecord<>(
                topics.controls(NAME),
                control.key().getBytes(StandardCharsets.UTF_8),
                RecordCodec.of(Control.class).encode(control));
    }

    static Control.Halted halt(String why) {
        return new Control.Halted(true, false, "anna", why, 0);
    }

    ProducerRecord<byte[], byte[]> marker() {
        return new ProducerRecord<>(
                topics.outcomes(NAME),
                0,
                new byte[0],
                RecordCodec.of(Marker.class).encode(new Marker("test")));
    }

    void outcome(Outcome outcome) throws Exception {
        producer.send(new ProducerRecord<>(
                        topics.outcomes(NAME),
                        0,
                        outcome.command().getBytes(StandardCharsets.UTF_8),
                        RecordCodec.of(Outcome.class).encode(outcome)))
                .get();
    }

    void outcomeRaw(byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(topics.outcomes(NAME), 0, new byte[0], value))
                .get();
    }

    List<Outcome> outcomes(String command) {
        return outcomes.stream()
                .filter(outcome -> outcome.command().equals(command))
                .toList();
    }

    List<OutcomeKind> kinds(String command) {
        return outcomes(command).stream()
                .map(Outcome::kind)
                .filter(kind -> kind != OutcomeKind.PROGRESS)
                .toList();
    }

    /** Also what stands behind somebody's open transaction. */
    long uncommittedClaims(String command) {
        TopicPartition partition = new TopicPartition(topics.outcomes(NAME), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                config.with("test", Map.of(), Map.of()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            long found = 0;
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (RecordCodec.of(Outcome.class).wrote(record.value())) {
                        Outcome outcome = RecordCodec.of(Outcome.class).decode(record.value());
                        found += outcome.command().equals(command) && outcome.kind() == OutcomeKind.CLAIMED ? 1 : 0;
                    }
                }
            }
            return found;
        }
    }

    long count(OutcomeKind kind) {
        return outcomes.stream().filter(outcome -> outcome.kind() == kind).count();
    }

    List<WorkerReport> reports(WorkerInstance worker) {
        return reports.stream().filter(report -> report.worker().equals(worker)).toList();
    }

    /** The newest life that has spoken, other than this one. */
    WorkerInstance awaitLife(WorkerInstance otherThan) {
        await().atMost(PATIENCE)
                .until(() ->
                        reports.stream().anyMatch(report -> !report.worker().equals(otherThan)));
        return reports.getLast().worker();
    }

    Outcome awaitFinal(String command) {
        await().atMost(PATIENCE)
                .until(() -> outcomes(command).stream()
                        .anyMatch(outcome -> outcome.kind().isFinal()));
        return outcomes(command).stream()
                .filter(outcome -> outcome.kind().isFinal())
                .findFirst()
                .orElseThrow();
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** Appends a line to the ledger: the judge of what ran how often. */
    Action.Process note(String line) {
        return Commands.shell("echo " + line + " >>" + file("ledger"));
    }

    /** Notes its beginning, then its end once the file exists. */
    Action.Process noteUntil(String line, String fileName) {
        return Commands.shell("echo begin-" + line + " | tee -a " + file("ledger") + "; while [ ! -e " + file(fileName)
                + " ]; do sleep 0.05; done; echo end-" + line + " | tee -a " + file("ledger"));
    }

    List<String> ledger() {
        try {
            return Files.exists(file("ledger")) ? Files.readAllLines(file("ledger")) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitLedger(String line) {
        await().atMost(PATIENCE).until(() -> ledger().contains(line));
    }

    ClientConfig config() {
        return config;
    }

    Path publicKey() {
        return directory.resolve("keys").resolve(SigningKeys.PUBLIC_FILE);
    }

    Topics topics() {
        return topics;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        reading.join(Duration.ofSeconds(2));
        producer.close(Duration.ofSeconds(1));
    }
}
