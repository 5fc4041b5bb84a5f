package dev.farrier.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text of a message as people see it, whoever sends it. */
class MessageTextTest {
    private static final Arrival ARRIVAL = Arrival.received("t/0/1", 1_780_985_180_000L);

    private static IngestResult read(String text) {
        return SourceFixture.json()
                .map("message", "m")
                .ingest()
                .read(("{\"host\": \"a\", \"m\": " + text + "}").getBytes(UTF_8), ARRIVAL);
    }

    private static List<String> messages(String text) {
        return read(text).events().stream().map(Event::message).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "no slots\\n"         | no slots
            "no slots\\r\\n"      | no slots
            "no slots\\n\\n"      | no slots
            "no slots "           | 'no slots '
            """)
    void shouldLeaveOutLineEndsAtTheEnd(String json, String message) {
        assertThat(messages(json)).containsExactly(message);
    }

    @Test
    void shouldKeepAnEventOfWhichOneByteIsNotUtf8AndSayThatItWasRepaired() {
        byte[] latin = "{\"m\": \"caf\u00e9 down\"}".getBytes(ISO_8859_1);

        IngestResult read = SourceFixture.json().map("message", "m").ingest().read(latin, ARRIVAL);

        assertThat(read.events())
                .singleElement()
                .satisfies(event -> assertThat(event.message()).isEqualTo("caf\uFFFD down"));
        assertThat(read.repaired()).isTrue();
        assertThat(read("\"fine\"").repaired()).isFalse();
    }

    /** {@code 0} stands for eight NUL bytes, {@code 1} for one. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "nothing", textBlock = """
            0no slots           | no slots
            1no slots1          | no slots
            no slots0           | no slots
            no sl0no slots      | no sl,no slots
            no1slots            | no\0slots
            000                 | nothing
            """)
    void shouldPassOverTheHolesOfTruncatedAndTornFiles(String text, String messages) {
        String nuls = text.replace("0", "\0".repeat(8)).replace("1", "\0");
        List<String> expected = messages == null
                ? List.of()
                : List.of(messages.replace("\\0", "\0").split(","));

        Ingest lines = SourceFixture.line("(?P<m>.*)").map("message", "m").ingest();
        IngestResult line = lines.read((nuls + "\r\n").getBytes(UTF_8), ARRIVAL);
        assertThat(line.events()).extracting(Event::message).isEqualTo(expected);
        assertThat(line.blank()).isEqualTo(messages == null ? 1 : 0);

        Ingest whole = SourceFixture.line(null).map("message", "message").ingest();
        assertThat(whole.read(nuls.getBytes(UTF_8), ARRIVAL).events())
                .extracting(Event::message)
                .isEqualTo(expected);
    }

    @Test
    void shouldReadTheRecordsOnBothSidesOfAHoleAndRefuseTheTornOne() {
        Ingest ingest = SourceFixture.json().map("message", "m").ingest();

        IngestResult torn =
                ingest.read(("{\"m\":\"o" + "\0".repeat(4096) + "{\"m\":\"two\"}").getBytes(UTF_8), ARRIVAL);

        assertThat(torn.events()).extracting(Event::message, Event::id).containsExactly(tuple("two", "t/0/1#1"));
        assertThat(torn.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.head()).contains("{\\\"m\\\":\\\"o"));
        assertThat(messages("\"\\u0000\\u0000no slots\\u0000\"")).containsExactly("no slots");
    }

    @Test
    void shouldKeepLineEndsInside() {
        assertThat(messages("\"one\\n  at two\\n\"")).containsExactly("one\n  at two");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [110, 111, 32, 115, 108, 111, 116, 115] | no slots
            [195, 164]                              | ä
            [255, 111, 107]                         | �ok
            [97, 256]                               | [97,256]
            [97, -1]                                | [97,-1]
            [1, 2]                                  | [1,2]
            []                                      | []
            ["a"]                                   | ["a"]
            """)
    void shouldReadBytesAsJournaldWritesThem(String json, String message) {
        assertThat(messages(json)).containsExactly(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            message repeated 4 times: [ Failed password for root]  | 4 | Failed password for root
            message repeated 2 times: [Failed password for root]   | 2 | Failed password for root
            message repeated 1 times: [ [preauth]]                 | 1 | [preauth]
            message repeated 0 times: [ x]                         | 1 | x
            message repeated 2 times                               | 1 | message repeated 2 times
            my message repeated 2 times: [ x]                      | 1 | my message repeated 2 times: [ x]
            message repeated 99999999999 times: [ x]               | 1 | message repeated 99999999999 times: [ x]
            """)
    void shouldCountARepeatedMessageAsOftenAsItCame(String text, int events, String message) {
        assertThat(messages("\"" + text + "\"")).hasSize(events).containsOnly(message);
    }

    @Test
    void shouldGiveEachRepetitionAnIdOfItsOwnAndCountWhatIsTooMany() {
        assertThat(read("\"message repeated 3 times: [ x]\"").events())
                .extracting(Event::id)
                .containsExactly("t/0/1#1", "t/0/1#2", "t/0/1#3");

        IngestResult many = read("\"message repeated 1002 times: [ x]\"");
        assertThat(many.events()).hasSize(1_000);
        assertThat(many.dropped()).isEqualTo(2);
    }
}
