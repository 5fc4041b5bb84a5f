package dev.farrier.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import dev.farrier.policy.yaml.Compile;
import java.time.Instant;
import java.util.List;

/** For tests: a source as a user writes it, and what it makes of bytes that came at {@link #NOW}. */
final class ReadBy {
    static final long NOW = Instant.parse("2026-06-09T08:00:00Z").toEpochMilli();
    static final Arrival ARRIVAL = Arrival.received("t/0/1", NOW);

    private final Ingest ingest;

    private ReadBy(Ingest ingest) {
        this.ingest = ingest;
    }

    /** @param spec of the Source, as a flow map without its braces; the topic is given */
    static ReadBy source(String spec) {
        return new ReadBy(Ingest.of(Compile.bundle("kind: Source\nmetadata: {name: s}\nspec: {topic: t, " + spec + "}")
                .sources()
                .get("s")));
    }

    Ingest ingest() {
        return ingest;
    }

    IngestResult read(String body) {
        return ingest.read(body.getBytes(UTF_8), ARRIVAL);
    }

    /** All of them; nothing may be refused. */
    List<Event> events(String body) {
        IngestResult read = read(body);
        assertThat(read.deadLetters()).isEmpty();
        return read.events();
    }

    Event event(String body) {
        assertThat(events(body)).hasSize(1);
        return events(body).getFirst();
    }

    /** What the dead letters say. */
    List<String> errors(String body) {
        return read(body).deadLetters().stream().map(letter -> letter.error()).toList();
    }

    /** {@code time kind name value labels}, for comparing many at once. */
    static String line(Event event) {
        return Instant.ofEpochMilli(event.time()) + " " + event.kind() + " " + event.name() + " " + event.value() + " "
                + event.labels();
    }
}
