package dev.farrier.stream.executor;

import static org.awaitility.Awaitility.await;

import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.Commands;
import dev.farrier.execute.WorkerSettings;
import dev.farrier.execute.http.HttpRunner;
import dev.farrier.execute.http.WaitRunner;
import dev.farrier.execute.process.ProcessRunner;
import dev.farrier.execute.record.CommandSignature;
import dev.farrier.execute.record.SigningKeys;
import dev.farrier.model.Action;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.SignedCommand;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One site as the service sees it: it sends commands and controls, and reads outcomes. */
final class Site implements AutoCloseable {
    static final String NAME = Commands.SITE;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ClientConfig config;
    private final Topics topics;
    private final Path directory;
    private final SigningKeys keys;
    private final KafkaProducer<byte[], byte[]> producer;
    private final TopicTail tail;
    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

    Site(ClientConfig config, Topics topics, Path directory) throws IOException {
        this.config = config;
        this.topics = topics;
        this.directory = directory;
        this.keys = SigningKeys.loadOrCreate(directory.resolve("keys"));
        this.producer = newProducer(Map.of());
        this.tail = new TopicTail(
                config,
                topics.outcomes(NAME),
                IsolationLevel.READ_COMMITTED,
                TopicTail.EARLIEST,
                record -> outcomes.add(RecordCodec.of(Outcome.class).decode(record.value())));
        tail.start();
    }

    KafkaProducer<byte[], byte[]> newProducer(Map<String, Object> settings) {
        return new KafkaProducer<>(
                config.with("test", settings, Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    static Map<String, ActionRunner> runners() {
        ProcessRunner process = new ProcessRunner();
        return Map.of("process", process, "script", process, "http", new HttpRunner(), "waitUntil", new WaitRunner());
    }

    /** Takes commands when this returns. */
    SiteWorker worker(String name, int slots) throws IOException {
        SiteWorker worker = SiteWorker.start(
                config, topics, settings(name, slots), keys.trusted(), directory.resolve(name), runners());
        await().atMost(PATIENCE).until(worker::isReady);
        return worker;
    }

    WorkerSettings settings(String name, int slots) {
        return new WorkerSettings(
                name,
                Long.toHexString(System.nanoTime()),
                NAME,
                slots,
                10,
                WorkerSettings.ALL_ACTIONS,
                directory.resolve("kill"),
                1_000,
                2_000,
                3_000);
    }

    Command command(String id, Action action, long maxRun) {
        long now = System.currentTimeMillis();
        return Commands.of(id, action, now, now + 120_000, maxRun);
    }

    ProducerRecord<byte[], byte[]> record(Command command) {
        SignedCommand signed = CommandSignature.sign(command, keys);
        return new ProducerRecord<>(
                topics.commands(NAME),
                command.target().getBytes(StandardCharsets.UTF_8),
                RecordCodec.of(SignedCommand.class).encode(signed));
    }

    void send(String id, Action action) throws Exception {
        send(id, action, 60_000);
    }

    void send(String id, Action action, long maxRun) throws Exception {
        producer.send(record(command(id, action, maxRun))).get();
    }

    void sendRaw(byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(topics.commands(NAME), new byte[0], value))
                .get();
    }

    void control(Control control) throws Exception {
        producer.send(new ProducerRecord<>(
                        topics.controls(NAME),
                        control.key().getBytes(StandardCharsets.UTF_8),
                        RecordCodec.of(Control.class).encode(control)))
                .get();
    }

    void outcome(Outcome outcome) throws Exception {
        producer.send(new ProducerRecord<>(
                        topics.outcomes(NAME),
                        outcome.command().getBytes(StandardCharsets.UTF_8),
                        RecordCodec.of(Outcome.class).encode(outcome)))
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

    long finals() {
        return outcomes.stream().filter(outcome -> outcome.kind().isFinal()).count();
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

    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        tail.close();
    }
}
