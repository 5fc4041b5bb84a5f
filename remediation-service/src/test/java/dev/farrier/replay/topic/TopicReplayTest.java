package dev.farrier.replay.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.RandomCases;
import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.match.PatternEngine;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.replay.Backtest;
import dev.farrier.simulation.AssumedOutcomes;
import dev.farrier.simulation.SimulationPlan;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicReplayTest {
    private static final String POLICIES = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: lines}
            spec:
              topic: logs
              format: line
              pattern: '(?P<time>\\S+) (?P<host>\\S+) (?P<message>.*)'
              time: {field: time, formats: [iso8601]}
              event: {kind: log, message: message, labels: [host]}
              liveness: {expectEvery: 1m}
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: stuck}
            spec:
              mode: shadow
              match: [{name: bad, sources: [lines], matchers: ['message!=""']}]
              detect: {each: {of: bad}, groupBy: [host, message]}
              target: {resource: '{group.host}'}
              remediate: [{name: r, risk: harmless, steps: [{action: a}], verify: {quietFor: 1m}}]
              escalate: [{action: a}]
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: a}
            spec: {process: {argv: ['true']}, timeout: 10s}
            """;
    private static final long BEGIN = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private final Bundle bundle = bundle();
    private final List<String> groups = new ArrayList<>();

    private static Bundle bundle() {
        CompileResult compiled = PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", POLICIES)), "c");
        assertThat(compiled.problems()).isEmpty();
        return Objects.requireNonNull(compiled.bundle());
    }

    private Backtest backtest() {
        Backtest.BacktestOptions settings = new Backtest.BacktestOptions(
                Long.MIN_VALUE, Long.MAX_VALUE, 0, false, AssumedOutcomes.SUCCESS, PatternEngine.PORTABLE);
        return new Backtest(
                SimulationPlan.ofSource(bundle, "lines"),
                Ingest.of(bundle.sources().get("lines")),
                settings,
                line -> {
                    if (line.json().contains("\"detection\"")) {
                        groups.add(line.group().get("message"));
                    }
                });
    }

    /** Partitions whose records are lines. */
    private record InMemory(List<List<String>> partitions) implements RecordedTopic {
        @Override
        public List<Span> spans(long from, long to) {
            List<Span> spans = new ArrayList<>();
            for (int i = 0; i < partitions.size(); i++) {
                spans.add(new Span(i, 0, partitions.get(i).size()));
            }
            return spans;
        }

        @Override
        public void read(Span span, RecordConsumer each) throws InterruptedException {
            long offset = 0;
            for (String line : partitions.get(span.partition())) {
                String origin = "logs/" + span.partition() + "/" + offset++;
                each.record(new TopicRecord.RawRecord(
                        Arrival.received(origin, BEGIN + 1_000_000_000L), line.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private static String line(long after, String message) {
        return Instant.ofEpochMilli(BEGIN + after) + " h " + message;
    }

    private Backtest replay(RecordedTopic topic) throws InterruptedException {
        Backtest backtest = backtest();
        TopicReplay.run(topic, topic.spans(Long.MIN_VALUE, Long.MAX_VALUE), backtest, (read, all) -> {});
        backtest.finish();
        return backtest;
    }

    @Test
    void shouldMergeByTimeThenPartitionThenOffset() throws InterruptedException {
        Backtest backtest = replay(new InMemory(List.of(
                List.of(line(5, "p0-5"), line(1, "p0-1"), line(5, "p0-5-again"), "no time"),
                List.of(),
                List.of(line(0, "p2-0"), line(5, "p2-5"), line(2, "p2-2")))));
        assertThat(groups).containsExactly("p2-0", "p0-1", "p2-2", "p0-5", "p0-5-again", "p2-5");
        assertThat(backtest.counts().lines()).isEqualTo(7);
        assertThat(backtest.counts().errors()).singleElement().asString().startsWith("logs/0/3: ");
    }

    /** More than fits into the queues, so that readers wait for the merge and the merge for readers. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldGiveSameOrderHoweverPartitionsAreRead(long seed) throws InterruptedException {
        Random random = new Random(seed);
        // one line in so many is told apart from the others
        int tellApart = RandomCases.of(1_000);
        List<List<String>> partitions = new ArrayList<>();
        for (int p = 0; p < 3; p++) {
            List<String> lines = new ArrayList<>();
            long time = (long) p * tellApart;
            for (int i = 0; i < 6 * tellApart; i++) {
                time += random.nextInt(3);
                lines.add(line(time, i % tellApart == 0 ? "p" + p + "-" + i : "same"));
            }
            partitions.add(lines);
        }
        InMemory topic = new InMemory(partitions);
        Backtest backtest = replay(topic);
        List<String> first = List.copyOf(groups);
        groups.clear();
        replay(topic);
        assertThat(backtest.counts().events()).isEqualTo(18 * tellApart);
        assertThat(groups)
                .isEqualTo(first)
                .contains("p0-" + 5 * tellApart, "p1-" + 5 * tellApart, "p2-" + 5 * tellApart);
    }

    @Test
    void shouldReadPartitionsAtTheSameTime() throws InterruptedException {
        InMemory lines = new InMemory(List.of(List.of(line(0, "a")), List.of(line(0, "b"))));
        CyclicBarrier both = new CyclicBarrier(2);
        RecordedTopic topic = new RecordedTopic() {
            @Override
            public List<Span> spans(long from, long to) {
                return lines.spans(from, to);
            }

            @Override
            public void read(Span span, RecordConsumer each) throws InterruptedException {
                try {
                    both.await();
                } catch (BrokenBarrierException e) {
                    throw new IllegalStateException(e);
                }
                lines.read(span, each);
            }
        };
        replay(topic);
        assertThat(groups).containsExactly("a", "b");
    }

    @Test
    void shouldEndWhenOnePartitionCannotBeRead() {
        InMemory lines = new InMemory(List.of(List.of(line(0, "a")), List.of(line(0, "b"))));
        RecordedTopic broken = new RecordedTopic() {
            @Override
            public List<Span> spans(long from, long to) {
                return lines.spans(from, to);
            }

            @Override
            public void read(Span span, RecordConsumer each) throws InterruptedException {
                if (span.partition() == 1) {
                    throw new IllegalStateException("the broker is gone");
                }
                lines.read(span, each);
            }
        };
        assertThatThrownBy(() -> replay(broken)).hasMessage("the broker is gone");
    }
}
