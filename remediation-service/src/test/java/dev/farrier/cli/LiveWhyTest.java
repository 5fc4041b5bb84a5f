package dev.farrier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.BundleRecord;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.BundlePublisher;
import dev.farrier.stream.serde.RecordCodec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code farrier why} as somebody types it, about what stands on a real broker's topics. */
@Tag("kafka")
class LiveWhyTest {
    private static final long NOW = System.currentTimeMillis();
    private static final String POLICIES = """
            kind: Source
            metadata: {name: clouds}
            spec: {topic: TOPIC-clouds, format: cloudevents, event: {labels: {host: subject}}, liveness: {expectEvery: 1m}}
            ---
            kind: Source
            metadata: {name: readings}
            spec:
              topic: TOPIC-readings
              format: avro
              schema: readings.avsc
              event: {kind: metric, value: slots, labels: [host]}
              liveness: {expectEvery: 1m}
            ---
            kind: RemediationPolicy
            metadata: {name: full}
            spec:
              match: [{name: slots, sources: [clouds], matchers: ['name="bridge.full"']}]
              detect: {threshold: {of: slots, count: 3, within: 5m}, groupBy: [host]}
              target: {resource: '{group.host}'}
              clears: {quietFor: 1m}
              escalate: [{process: {argv: [page]}}]
            ---
            kind: RemediationPolicy
            metadata: {name: divides}
            spec:
              match: [{name: slots, sources: [clouds], where: '10 / (size(labels.host) - 5) > 0'}]
              detect: {each: {of: slots}, groupBy: [host]}
              target: {resource: '{group.host}'}
              clears: {quietFor: 1m}
              escalate: [{process: {argv: [page]}}]
            ---
            kind: RemediationPolicy
            metadata: {name: low}
            spec:
              match: [{name: low, sources: [readings], where: 'event.value < 5.0'}]
              detect: {threshold: {of: low, count: 5, within: 5m}, groupBy: [host]}
              target: {resource: '{group.host}'}
              clears: {quietFor: 1m}
              escalate: [{process: {argv: [page]}}]
            ---
            kind: Source
            metadata: {name: hooks}
            spec: {receiver: events, liveness: {expectEvery: 1m}}
            ---
            kind: Source
            metadata: {name: others}
            spec: {receiver: events, liveness: {expectEvery: 1m}}
            ---
            kind: RemediationPolicy
            metadata: {name: told}
            spec:
              match: [{name: bad, sources: [hooks, others], matchers: ['name="bad"']}]
              detect: {threshold: {of: bad, count: 3, within: 5m}, groupBy: [host]}
              target: {resource: '{group.host}'}
              clears: {quietFor: 1m}
              escalate: [{process: {argv: [page]}}]
            ---
            kind: Source
            metadata: {name: gone}
            spec: {topic: TOPIC-gone, format: cloudevents, event: {labels: {host: subject}}, liveness: {expectEvery: 1m}}
            ---
            kind: RemediationPolicy
            metadata: {name: either}
            spec:
              match: [{name: slots, sources: [clouds, gone], matchers: ['name="bridge.full"']}]
              detect: {threshold: {of: slots, count: 4, within: 5m}, groupBy: [host]}
              target: {resource: '{group.host}'}
              clears: {quietFor: 1m}
              escalate: [{process: {argv: [page]}}]
            ---
            kind: Inventory
            metadata: {name: hosts}
            spec: {resources: [{name: mb-01, site: s1, address: 127.0.0.1}, {name: mb-02, site: s1, address: 127.0.0.1}]}
            """;
    private static final String SCHEMA = """
            {"type": "record", "name": "Reading", "fields": [
              {"name": "host", "type": "string"}, {"name": "slots", "type": "int"}]}
            """;

    private static Topics topics;

    @TempDir
    private Path folder;

    private Terminal terminal;

    @BeforeAll
    static void fill() throws Exception {
        topics = SharedKafka.createTopics(List.of("s1"));
        String users = topics.prefix() + "users";
        try (Admin admin = Admin.create(SharedKafka.config().kafka())) {
            admin.createTopics(List.of(
                            new NewTopic(users + "-clouds", 2, (short) 1),
                            new NewTopic(users + "-readings", 1, (short) 1)))
                    .all()
                    .get();
        }
        var unused = new BundlePublisher(SharedKafka.patient(), topics)
                .publish(new BundleRecord(
                        "c1",
                        new TreeMap<>(Map.of("p.yaml", POLICIES.replace("TOPIC", users), "readings.avsc", SCHEMA))));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(SharedKafka.config().kafka(), new StringSerializer(), new ByteArraySerializer())) {
            send(producer, cloud(users, 1, "mb-01", NOW - 2_000));
            send(producer, cloud(users, 0, "mb-01", NOW - 1_000));
            send(producer, cloud(users, 0, "mb-02", NOW - 1_000));
            // A clock that is wrong: the service takes it for as late as it was received.
            send(producer, cloud(users, 0, "mb-01", NOW + 3_600_000));
            send(
                    producer,
                    new ProducerRecord<>(users + "-clouds", 0, null, "no event".getBytes(StandardCharsets.UTF_8)));
            for (int slots : new int[] {9, 4, 0}) {
                send(producer, new ProducerRecord<>(users + "-readings", 0, null, reading("mb-02", slots)));
            }
            for (String source : List.of("hooks", "others", "hooks")) {
                Event event = Event.of("id", source, EventKind.LOG, NOW - 1_000, "bad", "", Labels.of("host", "mb-01"));
                send(
                        producer,
                        new ProducerRecord<>(
                                topics.events(),
                                source,
                                RecordCodec.of(Event.class).encode(event)));
            }
            send(producer, new ProducerRecord<>(topics.events(), "hooks", new byte[] {1, 2, 3}));
            Detection fired = new Detection(
                    "full", "c1", Labels.of("host", "mb-01"), NOW, 3, List.of("clouds"), "3", List.of(), 0);
            Detection other = new Detection(
                    "full", "c1", Labels.of("host", "mb-02"), NOW, 3, List.of("clouds"), "3", List.of(), 0);
            RecordCodec<DeciderInput> inputs = RecordCodec.of(DeciderInput.class);
            send(producer, new ProducerRecord<>(topics.deciderLog(), 0, null, inputs.encode(fired)));
            send(producer, new ProducerRecord<>(topics.deciderLog(), 0, null, inputs.encode(other)));
            send(
                    producer,
                    new ProducerRecord<>(
                            topics.audit(),
                            "full-1",
                            RecordCodec.of(AuditRecord.class).encode(busy())));
            send(
                    producer,
                    new ProducerRecord<>(
                            topics.audit(),
                            "full-1",
                            RecordCodec.of(AuditRecord.class).encode(resolved())));
        }
    }

    private static ProducerRecord<String, byte[]> cloud(String users, int partition, String host, long time) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(users + "-clouds", partition, null, "{}".getBytes(StandardCharsets.UTF_8));
        Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", host + time,
                        "ce_source", "/bridges",
                        "ce_type", "bridge.full",
                        "ce_subject", host,
                        "ce_time", Instant.ofEpochMilli(time).toString(),
                        "content-type", "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    /** A zero byte, a schema's id, a text with its length, a number: lengths and numbers are doubled. */
    private static byte[] reading(String host, int slots) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {0, 0, 0, 0, 7, (byte) (2 * host.length())});
        bytes.writeBytes(host.getBytes(StandardCharsets.UTF_8));
        bytes.write(2 * slots);
        return bytes.toByteArray();
    }

    private static AuditRecord resolved() {
        AuditRecord busy = busy();
        return new AuditRecord(
                NOW,
                AuditRecord.AuditKind.STATE,
                "full-1",
                "full",
                "c1",
                busy.group(),
                "mb-01",
                null,
                IncidentState.RESOLVED,
                Reason.CLEARED,
                0,
                "",
                "",
                "",
                "",
                Labels.empty(),
                "",
                1);
    }

    private static AuditRecord busy() {
        return new AuditRecord(
                NOW,
                AuditRecord.AuditKind.DECISION,
                "full-1",
                "full",
                "c1",
                Labels.of("host", "mb-01"),
                "mb-01",
                Verdict.DEFER,
                null,
                Reason.TARGET_BUSY,
                0,
                "restart",
                "",
                "",
                "",
                Labels.empty(),
                "low-7f3a has it",
                1);
    }

    private static void send(KafkaProducer<String, byte[]> producer, ProducerRecord<String, byte[]> record)
            throws Exception {
        var unused = producer.send(record).get();
    }

    @BeforeEach
    void setUp() {
        terminal = new Terminal(folder, folder);
    }

    private int why(String... more) {
        List<String> all = new ArrayList<>(List.of("why"));
        all.addAll(List.of(more));
        all.addAll(List.of("-b", SharedKafka.config().bootstrap(), "--set", "topics.prefix=" + topics.prefix()));
        return terminal.run(all.toArray(String[]::new));
    }

    @Test
    void shouldReadEventsOfAllPartitionsWithTheirHeadersAndTimes() {
        assertThat(why("full", "--target", "mb-01")).isZero();
        assertThat(terminal.out())
                .contains(
                        "  events    clouds: 4 came, 1 more could not be read, the last at ",
                        "; 3 about mb-01\n",
                        "  matched   slots: 3 of 3, ",
                        "  fired     " + Instant.ofEpochMilli(NOW) + "\n",
                        "  decided   " + Instant.ofEpochMilli(NOW)
                                + " defer, target-busy, rung restart: low-7f3a has it\n  resolved  "
                                + Instant.ofEpochMilli(NOW) + " cleared, incident full-1\n");
    }

    /** All names have five characters, so it divides by zero. */
    @Test
    void shouldSayThatWhereFailedAndTheTargetIsUnknown() {
        assertThat(why("divides", "--target", "mb-10")).isZero();
        assertThat(terminal.out())
                .contains(
                        "  target    mb-10 is in no inventory: did you mean 'mb-01'?\n",
                        "  failed    its where failed on 4 events, 0 about mb-10; last at ");
    }

    @Test
    void shouldReadAvroAsTheServiceDoes() {
        assertThat(why("low", "--target", "mb-02")).isZero();
        assertThat(terminal.out())
                .contains(
                        "  events    readings: 3 came, ",
                        "  matched   low: 2 of 3, ",
                        "  detector  2 of 5 matches within 5m\n",
                        "  fired     never\n",
                        "  decided   nothing\n");
    }

    @Test
    void shouldAnswerAsOneJsonObject() {
        assertThat(why("full", "--target", "mb-02", "-o", "json")).isZero();
        assertThat(terminal.out().lines())
                .singleElement()
                .asString()
                .contains(
                        "{\"source\":\"clouds\",\"events\":4,\"unreadable\":1,\"ofTarget\":1,",
                        "\"progress\":\"0 of 3 matches within 5m\",\"detections\":[\"" + Instant.ofEpochMilli(NOW),
                        "\"decisions\":[],\"answers\":[],\"ends\":[]}");
    }

    /** The policy has two sources there, and the record may be of either, or of a third one. */
    @Test
    void shouldCountWhatIsUnreadableOnTheTopicOfAllEventsOnce() {
        assertThat(why("told", "--target", "mb-01")).isZero();
        assertThat(terminal.out())
                .contains(
                        "  events    hooks: 2 came, the last at ",
                        "  events    others: 1 came, the last at ",
                        "  events    " + topics.events() + ": 1 could not be read, of whichever source\n",
                        "  matched   bad: 3 of 3, ");
    }

    /** What was appended hours later was not to be known: not even that it could not be read. */
    @Test
    void shouldReadNoFurtherThanEventsComeLate() {
        String at = Instant.ofEpochMilli(NOW - 7_200_000).toString();
        assertThat(why("full", "--target", "mb-01", "--at", at)).isZero();
        assertThat(terminal.out()).contains("  events    clouds: 0 came\n");
    }

    /** Two seconds ago the first of the three had just come. */
    @Test
    void shouldSayHowItWasAtAnotherMoment() {
        assertThat(why(
                        "full",
                        "--target",
                        "mb-01",
                        "--at",
                        Instant.ofEpochMilli(NOW - 1_500).toString()))
                .isZero();
        assertThat(terminal.out())
                .contains("  detector  1 of 3 matches within 5m\n", "  fired     never\n", "  decided   nothing\n");
    }

    @Test
    void shouldSayThatATopicIsMissingAndTellTheRest() {
        assertThat(why("either", "--target", "mb-01")).as(terminal.err()).isZero();
        String gone = topics.prefix() + "users-gone";
        assertThat(terminal.out())
                .contains(
                        "  events    clouds: ", "  events    gone: 0 came\n", "  detector  3 of 4 matches within 5m\n")
                .contains("  warning   there is no topic " + gone + ": what it would tell is not known\n");

        assertThat(why("either", "--target", "mb-01", "-o", "json")).isZero();
        assertThat(terminal.out()).contains("\"missingTopics\":[\"" + gone + "\"]");
    }

    @Test
    void shouldTellWhatCameWhenOurOwnTopicsAreGone() throws Exception {
        Topics empty = SharedKafka.createTopics(List.of("s1"));
        try (Admin admin = Admin.create(SharedKafka.config().kafka())) {
            admin.deleteTopics(List.of(empty.deciderLog(), empty.audit())).all().get();
        }
        var unused = new BundlePublisher(SharedKafka.patient(), empty)
                .publish(new BundleRecord(
                        "c1",
                        new TreeMap<>(Map.of(
                                "p.yaml",
                                POLICIES.replace("TOPIC", topics.prefix() + "users"),
                                "readings.avsc",
                                SCHEMA))));

        int code = terminal.run(
                "why",
                "full",
                "--target",
                "mb-01",
                "-b",
                SharedKafka.config().bootstrap(),
                "--set",
                "topics.prefix=" + empty.prefix());

        assertThat(code).as(terminal.err()).isZero();
        assertThat(terminal.out())
                .contains("there is no topic " + empty.deciderLog(), "there is no topic " + empty.audit())
                .contains("  events    clouds: 4 came", "  decided   nothing\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ful --target mb-01                    | 2 | there is no policy 'ful': did you mean 'full'?
            full                                  | 2 | --target
            full --target mb-01 --source clouds   | 2 | add --input FILE
            full --target mb-01 --at yesterday    | 2 | 'yesterday' is no time
            """)
    void shouldSayWhatIsWrongWithTheQuestion(String question, int code, String expected) {
        assertThat(why(question.split(" +"))).isEqualTo(code);
        assertThat(terminal.err()).contains(expected).doesNotContain("\tat ");
    }
}
