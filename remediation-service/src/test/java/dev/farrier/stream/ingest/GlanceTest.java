package dev.farrier.stream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.match.MatchIndex;
import dev.farrier.match.MatchListener;
import dev.farrier.model.Alert;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.ProgressMarker;
import dev.farrier.model.Signal;
import dev.farrier.policy.Bundle;
import dev.farrier.stream.Topics;
import dev.farrier.stream.runtime.AppendTimeExtractor;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.RecordFormatException;
import dev.farrier.stream.topology.Brain;
import dev.farrier.stream.topology.CompiledPolicies;
import dev.farrier.stream.topology.StageListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ingest looks at most events only as far as it must: what it sends must be what comes of decoding all of each. */
class GlanceTest {
    private static final long APPENDED = 1_780_985_180_000L;
    private static final Topics TOPICS = Topics.withDefaultPrefix();
    private static final RecordCodec<Event> EVENTS = RecordCodec.of(Event.class);

    private static final String SOURCES = """
            kind: Source
            metadata: {name: a}
            spec: {receiver: events, liveness: {expectEvery: 1m, by: [host]}}
            ---
            kind: Source
            metadata: {name: b}
            spec: {receiver: alertmanager, format: alertmanager, liveness: {expectEvery: 1m, by: [host, zone], watchdog: ['name="n1"']}}
            ---
            kind: Source
            metadata: {name: c}
            spec: {receiver: events, liveness: {expectEvery: 1m, by: [host, zone]}}
            """;

    private static final String POLICY = """
            ---
            kind: RemediationPolicy
            metadata: {name: p%d}
            spec:
              match: [{name: all, sources: [%s], matchers: [%s]}]
              detect: {each: {of: all}, groupBy: [host]}
              clears: {quietFor: 1m}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
              remediate: [{name: r, steps: [{process: {argv: ['true']}}]}]
            """;

    /** Short, not ASCII, and longer than two words of the processor. */
    private static final List<String> TAILS = List.of("", "é", "-of-a-very-long-name");

    /** What policies ask of each source. */
    private static final List<List<String>> ASKED = List.of(
            List.of("'name=\"n1\"'", "'name=~\"n2|n3\"', 'severity=\"info\"'"),
            List.of("'zone=\"z1\"'", "'name=\"n1\"'"),
            List.of("'message=~\".*m1.*\"'"),
            List.of("'zone!=\"z1\"'", "'host=\"h1\"'", "'host=\"h2é\"'", "'zone=\"z2-of-a-very-long-name\"'"),
            List.of());

    private static Bundle bundle(Random random) {
        StringBuilder text = new StringBuilder(SOURCES);
        int number = 0;
        for (String source : List.of("a", "b", "c")) {
            for (String matchers : ASKED.get(random.nextInt(ASKED.size()))) {
                text.append(POLICY.formatted(number++, source, matchers));
            }
        }
        return Brain.compile(text.toString());
    }

    private static byte[] message(int number, Random random) {
        TreeMap<String, String> labels = new TreeMap<>();
        for (String label : List.of("host", "zone", "other")) {
            if (random.nextInt(8) > 0) {
                labels.put(label, label.charAt(0) + "" + random.nextInt(4) + TAILS.get(random.nextInt(3)));
            }
        }
        String source = List.of("a", "b", "c", "unknown").get(random.nextInt(4));
        boolean alert = source.equals("b") && random.nextInt(4) > 0;
        Event event = new Event(
                "id-" + number,
                source,
                alert ? EventKind.ALERT : EventKind.METRIC,
                APPENDED + random.nextInt(2_000) - 1_000,
                "n" + random.nextInt(6),
                random.nextBoolean() ? "info" : "",
                "some m" + random.nextInt(4),
                Labels.copyOf(labels),
                random.nextBoolean() ? random.nextDouble() : null,
                alert
                        ? new Alert(
                                "f" + random.nextInt(4),
                                random.nextBoolean(),
                                APPENDED - random.nextInt(1_000),
                                APPENDED)
                        : null);
        byte[] bytes = EVENTS.encode(event);
        return switch (random.nextInt(20)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> Arrays.copyOf(bytes, bytes.length + 1);
            case 2 -> {
                bytes[10 + random.nextInt(bytes.length - 10)] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
            default -> bytes;
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void shouldSendWhatComesOfDecodingEverything(int seed) {
        Random random = new Random(seed);
        Bundle bundle = bundle(random);
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            messages.add(message(i, random));
        }
        List<Signal> expected = new ArrayList<>();
        int unreadable = 0;
        ProgressTracker progresses = new ProgressTracker();
        ReadProgress read = new ReadProgress(Map.of(TOPICS.events(), 1), Map.of());
        try (MatchIndex index = MatchIndex.compile(bundle)) {
            for (byte[] message : messages) {
                try {
                    Event event = EVENTS.decode(message).notLaterThan(APPENDED);
                    progresses.record(event, bundle.sources().get(event.source()), APPENDED);
                    expected.addAll(index.match(event));
                } catch (RecordFormatException e) {
                    unreadable++;
                }
            }
        }
        expected.addAll(
                progresses.drainMarkers(bundle, TOPICS.events(), Set.of(TOPICS.events()), 0, read, StageListener.NONE));

        List<Signal> sent = new ArrayList<>();
        int buried;
        try (CompiledPolicies policies = new CompiledPolicies(commit -> bundle, MatchListener.NONE);
                TopologyTestDriver driver = driver(policies, bundle, read)) {
            TestInputTopic<byte[], byte[]> in =
                    driver.createInputTopic(TOPICS.events(), new ByteArraySerializer(), new ByteArraySerializer());
            messages.forEach(message -> in.pipeInput(new byte[0], message, APPENDED));
            driver.advanceWallClockTime(Duration.ofSeconds(1));
            read(driver, TOPICS.signals())
                    .forEach(value -> sent.add(RecordCodec.of(Signal.class).decode(value)));
            List<byte[]> letters = read(driver, TOPICS.deadLetters());
            letters.forEach(letter -> RecordCodec.of(DeadLetter.class).decode(letter));
            buried = letters.size();
        }

        assertThat(sent).isEqualTo(expected);
        assertThat(buried).isEqualTo(unreadable).isGreaterThan(50);
        assertThat(sent).hasAtLeastOneElementOfType(ProgressMarker.class);
        assertThat(sent.stream().filter(MatchedEvent.class::isInstance).count())
                .matches(count -> count > 0 || bundle.policies().isEmpty());
    }

    private static TopologyTestDriver driver(CompiledPolicies policies, Bundle bundle, ReadProgress read) {
        policies.activate(bundle);
        Properties properties = new Properties();
        properties.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, AppendTimeExtractor.class);
        return new TopologyTestDriver(
                IngestTopology.build(
                        TOPICS,
                        List.of(TOPICS.events()),
                        new IngestProcessor.IngestContext(
                                policies,
                                TOPICS.events(),
                                Set.of(TOPICS.events()),
                                () -> read,
                                StageListener.NONE,
                                true)),
                properties,
                Instant.ofEpochMilli(APPENDED));
    }

    private static List<byte[]> read(TopologyTestDriver driver, String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readValuesToList();
    }
}
