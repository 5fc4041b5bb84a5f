package dev.farrier.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records as real programs wrote them; {@code recorded/README.md} says which. */
class RecordedTest {
    private static final long LATER = Instant.parse("2026-11-22T15:00:00Z").toEpochMilli();

    @Test
    void shouldReadTheLinesOfSyslogNg() throws IOException {
        List<Event> events = events("preset: syslog-ng", "syslog-ng-line.txt");

        assertThat(events).extracting(Event::message).containsExactly("no session slots \"x\" é", "plain");
        assertThat(events).extracting(Event::name).containsExactly("media-bridge", "CRON");
        assertThat(events).allSatisfy(event -> {
            assertThat(Instant.ofEpochMilli(event.time())).isEqualTo("2026-11-22T14:23:12Z");
            assertThat(event.labels()).containsEntry("host", "mb-01");
        });
    }

    @Test
    void shouldReadTheJsonOfSyslogNgWithAndWithoutAnIsoDate() throws IOException {
        List<Event> events = events("format: json, preset: syslog-ng", "syslog-ng-json.txt");

        assertThat(events).hasSize(6).allSatisfy(event -> {
            assertThat(Instant.ofEpochMilli(event.time())).isEqualTo("2026-11-22T14:23:12Z");
            assertThat(event.labels()).isEqualTo(Map.of("host", "mb-01", "program", event.name(), "facility", "user"));
        });
        assertThat(events).extracting(Event::severity).containsOnly("err", "notice");
        assertThat(events).extracting(Event::message).containsOnly("no session slots \"x\" é", "plain");
    }

    @Test
    void shouldReadTheValuesOfCollectd() throws IOException {
        List<Event> events = events("preset: collectd", "collectd.txt");

        assertThat(events)
                .extracting(ReadBy::line)
                .startsWith(
                        "2026-11-22T14:23:12.407Z METRIC load_shortterm 4.4775390625 {host=mb-01, plugin=load, type=load}",
                        "2026-11-22T14:23:12.407Z METRIC load_midterm 6.02197265625 {host=mb-01, plugin=load, type=load}",
                        "2026-11-22T14:23:12.407Z METRIC load_longterm 6.44091796875 {host=mb-01, plugin=load, type=load}",
                        "2026-11-22T14:23:12.407Z METRIC memory 2.3720820736E10"
                                + " {host=mb-01, plugin=memory, type=memory, type_instance=free}");
        assertThat(events)
                .filteredOn(event -> event.name().startsWith("interface_if_octets_"))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.labels()).containsEntry("plugin_instance", "lo"));
    }

    private static List<Event> events(String spec, String file) throws IOException {
        Ingest ingest = ReadBy.source(spec).ingest();
        return Files.readAllLines(Path.of("src/test/resources/recorded", file)).stream()
                .map(line -> ingest.read(line.getBytes(UTF_8), Arrival.received("t/0/1", LATER)))
                .peek(read -> assertThat(read.deadLetters()).isEmpty())
                .flatMap(read -> read.events().stream())
                .toList();
    }
}
