package dev.farrier.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.RandomCases;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.model.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each preset on records that its tool writes: {@code recorded/presets/PRESET.txt} has the records, and below each, indented,
 * what becomes of it. {@code recorded/README.md} says where they come from.
 */
class PresetsTest {
    private static final Path FOLDER = Path.of("src/test/resources/recorded/presets");
    private static final String INDENT = "    ";
    private static final Arrival ARRIVAL =
            Arrival.received("t/0/1", Instant.parse("2026-12-24T08:00:00Z").toEpochMilli());

    static Stream<String> presets() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString().replace(".txt", "")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("presets")
    void shouldReadTheRecordsOfItsTool(String preset) throws IOException {
        Path file = FOLDER.resolve(preset + ".txt");
        List<String> expected = Files.readAllLines(file);
        Ingest ingest = ReadBy.source("preset: " + preset).ingest();

        List<String> actual = new ArrayList<>();
        for (String record : expected) {
            if (!record.startsWith(INDENT)) {
                actual.add(record);
                IngestResult read = ingest.read(record.getBytes(UTF_8), ARRIVAL);
                read.events().forEach(event -> actual.add(INDENT + shown(event)));
                read.deadLetters().forEach(letter -> actual.add(INDENT + "unreadable: " + letter.error()));
            }
        }

        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("presets")
    void shouldMakeSomethingOfWhatIsBrokenEmptyOrHuge(String preset) throws IOException {
        Ingest ingest = ReadBy.source("preset: " + preset).ingest();
        for (String record : RandomCases.of(Files.readAllLines(FOLDER.resolve(preset + ".txt")))) {
            for (int end = 0; end <= record.length(); end += 1 + record.length() / 40) {
                assertAccounted(ingest, record.substring(0, end));
                assertAccounted(ingest, record.substring(end));
                assertAccounted(ingest, record.substring(0, end) + "\0\"}]\n<" + record.substring(end));
            }
            assertAccounted(ingest, record + "x".repeat(IngestLimits.PATTERN_LINE_BYTES));
            assertAccounted(ingest, record + "x".repeat(IngestLimits.RECORD_BYTES));
            assertAccounted(ingest, record.repeat(1 + 100_000 / record.length()));
        }
    }

    @Test
    void shouldReadTheRecordsOfTheDocumentation() throws IOException {
        List<String> records = Files.readAllLines(Path.of("../docs/policies.md")).stream()
                .dropWhile(line -> !line.equals("A record of each:"))
                .skip(3)
                .takeWhile(line -> !line.equals("```"))
                .toList();

        assertThat(records.stream().map(line -> line.split(" ")[0]).distinct().sorted())
                .containsExactlyElementsOf(presets().toList());
        for (String line : records) {
            String[] parts = line.split(" +", 2);
            String format = parts[1].startsWith("{") && parts[0].equals("syslog-ng") ? ", format: json" : "";
            List<Event> events = ReadBy.source("preset: " + parts[0] + format).events(parts[1]);
            assertThat(events)
                    .as(line)
                    .singleElement()
                    .satisfies(event -> assertThat(event.message() + event.value())
                            .containsAnyOf("no session slots", "changed state to up", "97.5", "1.5"));
        }
    }

    private static void assertAccounted(Ingest ingest, String record) {
        IngestResult read = ingest.read(record.getBytes(UTF_8), ARRIVAL);

        assertThat(read.events().size() + read.rejected().size() + read.dropped() + read.blank())
                .as(record)
                .isPositive();
        assertThat(read.deadLetters())
                .allSatisfy(letter -> assertThat(letter.error()).doesNotContain("unexpected: "));
    }

    private static String shown(Event event) {
        return Instant.ofEpochMilli(event.time()) + " " + event.name() + " " + event.severity() + " " + event.labels()
                + (event.value() == null ? "" : " = " + event.value()) + " | "
                + event.message().replace("\n", "\\n");
    }
}
