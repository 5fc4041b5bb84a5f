package dev.farrier.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit: met, and exceeded by one. */
class LimitsTest {
    private static final long NOW = Instant.parse("2026-06-09T08:00:00Z").toEpochMilli();
    private static final Arrival ARRIVAL = Arrival.received("e/1", NOW);
    private static final Ingest EVENTS = SourceFixture.events().ingest();

    @Test
    void shouldTakeSixtyFourLabels() {
        assertThat(only(event("labels", labels(64))).labels()).hasSize(64);
        assertRefused(event("labels", labels(65)), "labels", "65 labels; at most 64 are taken");
        assertRefused(event("labels", labels(200_000)), "labels", "200000 labels; at most 64 are taken");
    }

    @Test
    void shouldTakeLabelNamesAndValuesUpToTheirLength() {
        only(event("labels", "{\"" + "n".repeat(128) + "\":\"" + "é".repeat(2048) + "\"}"));
        assertRefused(
                event("labels", "{\"" + "n".repeat(129) + "\":\"v\"}"),
                "labels",
                "label name \"" + "n".repeat(100) + "…\" has 129 characters; at most 128 are taken");
        assertRefused(
                event("labels", "{\"a\":\"" + "é".repeat(2048) + "x\"}"),
                "labels.a",
                "4097 bytes; at most 4096 are taken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "name", "severity"})
    void shouldTakeNamesUpToOneKibibyte(String field) {
        // the id has the source's name before it
        String longest = "x".repeat(1024 - (field.equals("id") ? "src/".length() : 0));

        only("{\"message\":\"m\",\"" + field + "\":\"" + longest + "\"}");
        assertRefused(
                "{\"message\":\"m\",\"" + field + "\":\"" + longest + "x\"}",
                field,
                "1025 bytes; at most 1024 are taken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "€", "😀"})
    void shouldCutALongMessageBetweenTwoCharactersAndMarkIt(String character) {
        int size = character.getBytes(UTF_8).length;
        String longest = "x".repeat(65536 % size) + character.repeat(65536 / size);

        assertThat(only(event("message", '"' + longest + '"')).message()).isEqualTo(longest);

        String cut = only(event("message", "\"x" + longest + '"')).message();
        assertThat(cut).endsWith(character + " …[cut]");
        assertThat(cut.getBytes(UTF_8)).hasSizeBetween(65537 - size, 65536);
        assertThat("x" + longest).startsWith(cut.substring(0, cut.length() - " …[cut]".length()));
    }

    @Test
    void shouldTakeTenThousandEventsAtOnce() {
        String event = "{\"name\":\"n\"}";

        assertThat(read(batch(event, 10_000)).events()).hasSize(10_000);
        assertRefused(batch(event, 10_001), "", "10001 in one batch; at most 10000 are taken, send several");
    }

    @Test
    void shouldTakeBodiesUpToTheirSize() {
        Ingest line = SourceFixture.line(null).map("message", "message").ingest();
        byte[] longest = "x".repeat(1 << 20).getBytes(UTF_8);
        assertThat(line.read(longest, ARRIVAL).events()).hasSize(1);
        assertThat(line.read("x".repeat((1 << 20) + 1).getBytes(UTF_8), ARRIVAL).rejected())
                .singleElement()
                .satisfies(refused -> {
                    assertThat(refused.what()).isEqualTo("1048577 bytes; at most 1048576 are taken");
                    assertThat(refused.tooLarge()).isTrue();
                });

        String body = "{\"name\":\"n\"}" + " ".repeat(5 << 20);
        only(body.substring(0, 5 << 20));
        assertRefused(body.substring(0, (5 << 20) + 1), "", "5242881 bytes; at most 5242880 are taken");
    }

    @Test
    void shouldMatchAPatternWithLinesUpToTheLengthThatItsTimeIsKnownFor() {
        Ingest line = SourceFixture.line("^(?P<m>.*)$").map("message", "m").ingest();
        String longest = "é".repeat(32_768);

        assertThat(line.read((longest + "\r\n").getBytes(UTF_8), ARRIVAL).events())
                .singleElement()
                .satisfies(event -> assertThat(event.message()).isEqualTo(longest));
        IngestResult read = line.read((longest + "x").getBytes(UTF_8), ARRIVAL);
        assertThat(read.events()).isEmpty();
        assertThat(read.deadLetters()).hasSize(1);
        assertThat(read.rejected()).singleElement().satisfies(refused -> {
            assertThat(refused.what())
                    .isEqualTo("a line of 65537 bytes; at most 65536 are taken where the source has a pattern");
            assertThat(refused.tooLarge()).isTrue();
        });
    }

    @Test
    void shouldTakeJsonUpToItsDepthAndItsTokens() {
        Ingest json = SourceFixture.json().map("message", "a").ingest();

        assertThat(json.read(nested(63), ARRIVAL).events()).hasSize(1);
        for (int depth : new int[] {64, 100_000}) {
            assertThat(json.read(nested(depth), ARRIVAL).rejected())
                    .singleElement()
                    .satisfies(refused -> {
                        assertThat(refused.what()).contains("beyond the limits", "64");
                        assertThat(refused.tooLarge()).isFalse();
                    });
        }
        assertThat(EVENTS.read(("[" + "[],".repeat(1_200_000) + "[]]").getBytes(UTF_8), ARRIVAL)
                        .rejected())
                .singleElement()
                .satisfies(refused -> assertThat(refused.what()).contains("beyond the limits", "2000000"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-06-10T08:00:00Z, true",
        "2026-06-10T08:00:00.001Z, false",
        "1970-01-01T00:00:00.001Z, true",
        "1970-01-01T00:00:00Z, false"
    })
    void shouldTakeTimesFrom1970ToTomorrow(String time, boolean taken) {
        assertThat(read(event("time", '"' + time + '"')).events()).hasSize(taken ? 1 : 0);
    }

    @Test
    void shouldKeepTheHeadTheLengthAndTheDigestOfWhatItRefuses() {
        byte[] body = ("é" + "x".repeat(70_000)).getBytes(UTF_8);
        DeadLetter letter = EVENTS.read(body, ARRIVAL).deadLetters().getFirst();

        assertThat(letter.source()).isEqualTo("src");
        assertThat(letter.origin()).isEqualTo("e/1");
        assertThat(letter.at()).isEqualTo(NOW);
        assertThat(letter.length()).isEqualTo(70_002);
        assertThat(letter.head()).isEqualTo("é" + "x".repeat(65_534));
        assertThat(EVENTS.deadLetter("abc".getBytes(UTF_8), ARRIVAL, "why"))
                .isEqualTo(new DeadLetter(
                        "src",
                        "why",
                        "e/1",
                        NOW,
                        3,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                        "abc"));
    }

    private static String event(String field, String json) {
        return "{\"name\":\"n\",\"" + field + "\":" + json + "}";
    }

    private static String labels(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"l" + i + "\":\"v\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String batch(String event, int count) {
        return "[" + (event + ",").repeat(count - 1) + event + "]";
    }

    /** An object around that many arrays. */
    private static byte[] nested(int depth) {
        return ("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}").getBytes(UTF_8);
    }

    private static Event only(String body) {
        IngestResult read = read(body);
        assertThat(read.rejected()).isEmpty();
        assertThat(read.events()).hasSize(1);
        return read.events().getFirst();
    }

    private static void assertRefused(String body, String where, String what) {
        IngestResult read = read(body);
        assertThat(read.events()).isEmpty();
        assertThat(read.rejected()).singleElement().satisfies(refused -> {
            assertThat(refused.where()).isEqualTo(where);
            assertThat(refused.what()).isEqualTo(what);
            assertThat(refused.tooLarge()).isEqualTo(where.isEmpty());
        });
    }

    private static IngestResult read(String body) {
        return EVENTS.read(body.getBytes(UTF_8), ARRIVAL);
    }
}
