package dev.farrier.replay.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.ingest.Ingest;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.replay.topic.RecordedTopic.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TopicEventsTest {
    private static final String SOURCES = """
            kind: Source
            metadata: {name: one}
            spec: {receiver: events, liveness: {expectEvery: 1m}}
            ---
            kind: Source
            metadata: {name: other}
            spec: {receiver: events, liveness: {expectEvery: 1m}}
            """;

    private final List<String> got = new ArrayList<>();

    private static List<Ingest> sources() {
        Bundle bundle = Objects.requireNonNull(PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", SOURCES)), "c")
                .bundle());
        return Stream.of("one", "other")
                .map(name -> Ingest.of(Objects.requireNonNull(bundle.sources().get(name))))
                .toList();
    }

    private static TopicRecord said(String source, long time) {
        return new TopicRecord.StoredEvent(
                Event.of(source + time, source, EventKind.LOG, time, "", "", Labels.empty()), 1_000);
    }

    /** One partition, which looks after each record at what was handed on so far. */
    private RecordedTopic topic(List<List<String>> soFar, TopicRecord... records) {
        return new RecordedTopic() {
            @Override
            public List<Span> spans(long from, long before) {
                return List.of(new Span(0, 0, records.length));
            }

            @Override
            public void read(Span span, RecordConsumer each) throws InterruptedException {
                for (TopicRecord record : records) {
                    each.record(record);
                    soFar.add(List.copyOf(got));
                }
            }
        };
    }

    private long read(RecordedTopic topic) throws InterruptedException {
        return TopicEvents.read(topic, topic.spans(0, Long.MAX_VALUE), sources(), 100, event -> got.add(event.id()));
    }

    @Test
    void shouldHandOnEachAtOnceInWhateverOrder() throws InterruptedException {
        List<List<String>> soFar = new ArrayList<>();
        long unreadable = read(
                topic(soFar, said("one", 5), said("third", 6), said("other", 3), said("one", 100), said("one", 5)));
        assertThat(soFar)
                .containsExactly(
                        List.of("one5"),
                        List.of("one5"),
                        List.of("one5", "other3"),
                        List.of("one5", "other3"),
                        List.of("one5", "other3", "one5"));
        assertThat(unreadable).isZero();
    }

    @Test
    void shouldCountWhatIsUnreadableOnce() throws InterruptedException {
        RecordedTopic topic = topic(
                new ArrayList<>(),
                new TopicRecord.UnreadableRecord("events/0/0", "no"),
                said("one", 1),
                new TopicRecord.UnreadableRecord("events/0/2", "no"));
        assertThat(read(topic)).isEqualTo(2);
    }
}
