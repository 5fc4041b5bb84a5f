package dev.farrier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Incident;
import dev.farrier.replay.live.RecordedRun;
import dev.farrier.replay.live.Replayed;
import dev.farrier.simulation.AssumedOutcomes;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code farrier replay} of a file, beside what a deployment's topics say of a run in which every step has failed. */
@Tag("kafka")
class LiveReplayTest {
    private static final String[] LINES = {"2026-01-01T00:00:00Z a bad", "2026-01-01T00:00:10Z a bad"};

    private static Topics topics;
    private static KafkaProducer<String, byte[]> producer;

    @TempDir
    private Path folder;

    private Terminal terminal;
    private Path policies;
    private Path input;

    @BeforeAll
    static void write() throws Exception {
        topics = SharedKafka.createTopics(List.of("s1"));
        producer = new KafkaProducer<>(SharedKafka.config().kafka(), new StringSerializer(), new ByteArraySerializer());
        RecordedRun live =
                Replayed.of(Replayed.policies(), AssumedOutcomes.FAILURE, LINES).run();
        RecordCodec<DeciderInput> inputs = RecordCodec.of(DeciderInput.class);
        for (RecordedRun.ReceivedDetection heard : live.detections()) {
            send(topics.deciderLog(), null, inputs.encode(heard.detection()));
        }
        for (DeciderInput outcome : live.outcomes()) {
            send(topics.deciderLog(), null, inputs.encode(outcome));
        }
        for (AuditRecord audit : live.audit()) {
            send(
                    topics.audit(),
                    audit.incident(),
                    RecordCodec.of(AuditRecord.class).encode(audit));
        }
        for (Incident incident : live.incidents().values()) {
            send(
                    topics.incidents(),
                    incident.id(),
                    RecordCodec.of(Incident.class).encode(incident));
        }
    }

    private static void send(String topic, @Nullable String key, byte[] value) throws Exception {
        var unused = producer.send(new ProducerRecord<>(topic, key, value)).get();
    }

    @AfterAll
    static void close() {
        producer.close();
    }

    @BeforeEach
    void setUp() throws IOException {
        terminal = new Terminal(folder, folder);
        policies = Files.writeString(folder.resolve("p.yaml"), Replayed.POLICIES);
        input = Files.writeString(folder.resolve("lines"), String.join("\n", LINES), StandardCharsets.UTF_8);
    }

    private int replay(String... more) {
        List<String> all = new ArrayList<>(List.of("replay", policies.toString(), "--source", "lines"));
        all.addAll(List.of("--input", input.toString()));
        all.addAll(List.of("-b", SharedKafka.config().bootstrap(), "--set", "topics.prefix=" + topics.prefix()));
        all.addAll(List.of(more));
        return terminal.run(all.toArray(String[]::new));
    }

    @Test
    void shouldLetCommandsEndAsTheyDidLive() {
        assertThat(replay("--outcomes", "recorded", "-o", "json")).isZero();
        assertThat(terminal.out().lines())
                .containsExactlyElementsOf(Replayed.of(Replayed.policies(), AssumedOutcomes.FAILURE, LINES)
                        .lines());
        assertThat(terminal.err()).contains("3 of 3 commands had a recorded outcome\n");
    }

    @Test
    void shouldSayWhereTheLiveRunDifferedAndWhatIsOnRecord() throws IOException {
        Path page = folder.resolve("page.html");
        assertThat(replay("--compare-live", "--html", page.toString())).isEqualTo(1);
        String parts = " | live again / restart runs restart: failed (1) by replay: assumed | replay again / restart"
                + " runs restart: succeeded (0) by replay: assumed";
        assertThat(terminal.out().lines())
                .containsExactly(
                        "2026-01-01T00:00:10Z  only live    command    stuck{host=a} on a: harder / restart runs restart"
                                + parts,
                        "2026-01-01T00:00:10Z  only live    command    stuck{host=a} on a: page runs page" + parts);
        assertThat(terminal.err())
                .contains("stuck: 1 detection in both, 0 only in the replay, 0 only live;"
                        + " 2 commands in both, 0 only in the replay, 2 only live\n");
        assertThat(Files.readString(page)).contains("Where the live run differed", "harder / restart runs restart");
    }

    @Test
    void shouldSayThatNothingDiffersAndWhatOnlyTheReplayHas() throws IOException {
        assertThat(replay("--compare-live", "--outcomes", "recorded", "-o", "json", "--summary"))
                .isZero();
        assertThat(terminal.out())
                .isEqualTo("{\"type\":\"comparison\",\"same\":true,\"policies\":[{\"policy\":\"stuck\",\"detections\":"
                        + "{\"both\":1,\"onlyReplay\":0,\"onlyLive\":0},\"commands\":"
                        + "{\"both\":4,\"onlyReplay\":0,\"onlyLive\":0}}]}\n");

        Files.writeString(policies, Replayed.POLICIES.replace("count: 2", "count: 1"));
        assertThat(replay("--compare-live", "--outcomes", "recorded")).isEqualTo(1);
        assertThat(terminal.out())
                .contains("2026-01-01T00:00:00Z  only replay  detection  stuck{host=a} on a | replay act again");
    }
}
