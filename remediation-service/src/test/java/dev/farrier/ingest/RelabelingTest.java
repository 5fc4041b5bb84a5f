package dev.farrier.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelabelingTest {
    private static final Arrival ARRIVAL = Arrival.received("t/0/1", 1_780_985_180_000L);
    private static final String RECORD = """
            {"host": "mb-01.edge.example", "zone": "a", "level": "ERROR", "text": "no session slots"}""";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            host      | ([^.]+)\\..*     | host   | $1         | host=mb-01,zone=a
            host      | ([^.]+)          | host   | $1         | host=mb-01.edge.example,zone=a
            host,zone | (.*);(.*)        | both   | ${2}-${1}  | both=a-mb-01.edge.example,host=mb-01.edge.example,zone=a
            zone      | (?P<z>.*)        | in     | dc_${z}_$$ | host=mb-01.edge.example,in=dc_a_$,zone=a
            zone      | (.)              | ${1}_x | yes        | a_x=yes,host=mb-01.edge.example,zone=a
            zone      | .*               | zone   | ''         | host=mb-01.edge.example
            zone      | .*               | zone   | $9${no}    | host=mb-01.edge.example
            nowhere   | ''               | was    | missing    | host=mb-01.edge.example,was=missing,zone=a
            zone      | b                | zone   | c          | host=mb-01.edge.example,zone=a
            message   | (no).*           | word   | $1         | host=mb-01.edge.example,word=no,zone=a
            source    | (.*)             | from   | $1         | from=src,host=mb-01.edge.example,zone=a
            zone      | (.*)             | source | $1         | host=mb-01.edge.example,zone=a
            zone      | (.*)             | ''     | $1         | host=mb-01.edge.example,zone=a
            """)
    void shouldReplaceAsPrometheusDoes(String from, String regex, String target, String replacement, String labels) {
        Event event = only(source().relabel("replace", List.of(from.split(",")), regex, target, replacement));

        assertThat(Labels.key(event.labels()).replace("\\=", "=")).isEqualTo(labels);
    }

    @ParameterizedTest
    @CsvSource({"keep, a, 1", "keep, b, 0", "drop, a, 0", "drop, b, 1", "keep, '', 0"})
    void shouldCountWhatIsDroppedRatherThanRefuseIt(String action, String regex, int events) {
        IngestResult read = read(source().relabel(action, List.of("zone"), regex, "", ""));

        assertThat(read.events()).hasSize(events);
        assertThat(read.dropped()).isEqualTo(1 - events);
        assertThat(read.rejected()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "keepequal, level, ERROR, 1",
        "keepequal, level, INFO, 0",
        "dropequal, level, ERROR, 0",
        "dropequal, level, INFO, 1",
        "keepequal, nowhere, '', 1",
        "dropequal, message, no session slots, 0"
    })
    void shouldCompareWithAnotherLabelAsPrometheusDoes(String action, String with, String value, int events) {
        SourceFixture source = source().relabel("replace", List.of("nowhere"), ".*", "level", "ERROR")
                .relabel("replace", List.of("nowhere"), ".*", "other", value)
                .relabel(action, List.of("other"), ".*", with, "");

        assertThat(read(source).events()).hasSize(events);
    }

    @ParameterizedTest
    @CsvSource({"a b, 0", "1st, 0", "st, 1", "'', 0", "it-is.so, 1"})
    void shouldNotWriteToWhatIsNoNameOfALabel(String name, int labels) {
        SourceFixture source = source().relabel("replace", List.of("nowhere"), ".*", "target", name)
                .relabel("labelkeep", List.of(), "target", "", "")
                .relabel("replace", List.of("target"), "(.*)", "$1", "written")
                .relabel("labeldrop", List.of(), "target", "", "");

        assertThat(only(source).labels()).hasSize(labels);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", regex: '(.*)'", ", regex: 'one.two'"})
    void shouldTakeALineFeedForAnyCharacterToo(String regex) {
        Event event = ReadBy.source("preset: vector, relabelings: [{sourceLabels: [message], targetLabel: copy,"
                        + " replacement: seen" + regex + "}]")
                .event("{\"timestamp\":\"2026-06-09T06:06:20Z\",\"message\":\"one\\ntwo\"}");

        assertThat(event.label("copy")).isEqualTo("seen");
    }

    @Test
    void shouldNotMeasureWhatIsDropped() {
        SourceFixture source = SourceFixture.json().time("at", "iso8601").label("zone", "zone");
        source.relabel("drop", List.of("zone"), "a", "", "");

        IngestResult read =
                source.ingest().read("{\"zone\":\"a\",\"at\":\"9999-12-31T00:00:00Z\"}".getBytes(UTF_8), ARRIVAL);

        assertThat(read.dropped()).isEqualTo(1);
        assertThat(read.rejected()).isEmpty();
    }

    @Test
    void shouldWriteTheEventsOwnFields() {
        Event event = only(source().relabel("lowercase", List.of("severity"), ".*", "severity", "")
                .relabel("uppercase", List.of("zone"), ".*", "name", "")
                .relabel("replace", List.of("message"), "no (.*)", "message", "$1"));

        assertThat(event.severity()).isEqualTo("error");
        assertThat(event.name()).isEqualTo("A");
        assertThat(event.message()).isEqualTo("session slots");
        assertThat(event.labels().keySet()).containsExactly("host", "zone");
    }

    @Test
    void shouldMapTwoLabelsOntoOneInTheOrderOfTheirNames() {
        assertThat(only(source().relabel("labelmap", List.of(), "(zone|host)", "", "one"))
                        .label("one"))
                .isEqualTo("a");
        assertThat(only(source().relabel("labelmap", List.of(), "(zone|host)", "", "9$1 !"))
                        .labels()
                        .keySet())
                .containsExactly("host", "zone");
    }

    @Test
    void shouldMapKeepAndDropLabelsByName() {
        assertThat(only(source().relabel("labelmap", List.of(), "(z)one", "", "${1}1"))
                        .labels())
                .isEqualTo(Labels.of("host", "mb-01.edge.example", "z1", "a", "zone", "a"));
        assertThat(only(source().relabel("labeldrop", List.of(), "z.*|name", "", ""))
                        .labels())
                .isEqualTo(Labels.of("host", "mb-01.edge.example"));
        assertThat(only(source().relabel("labelkeep", List.of(), "zone", "", ""))
                        .labels())
                .isEqualTo(Labels.of("zone", "a"));
    }

    @Test
    void shouldStopAReplacementThatGrowsWithoutEnd() {
        SourceFixture source = source();
        for (int i = 0; i < 60; i++) {
            source.relabel("replace", List.of("zone"), "(.*)", "zone", "$1$1");
        }

        assertThat(read(source).rejected()).singleElement().satisfies(refused -> {
            assertThat(refused.where()).isEqualTo("labels.zone");
            assertThat(refused.what()).isEqualTo("8192 bytes; at most 4096 are taken");
        });
    }

    @Test
    void shouldRefuseAnUnknownActionBeforeTheFirstRecord() {
        SourceFixture source = source().relabel("hashmod", List.of("zone"), "", "zone", "");

        assertThatThrownBy(source::ingest)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("source src: unknown relabeling action hashmod");
    }

    private static SourceFixture source() {
        return SourceFixture.json()
                .map("severity", "level")
                .map("message", "text")
                .label("host", "host")
                .label("zone", "zone");
    }

    private static IngestResult read(SourceFixture source) {
        return source.ingest().read(RECORD.getBytes(UTF_8), ARRIVAL);
    }

    private static Event only(SourceFixture source) {
        IngestResult read = read(source);
        assertThat(read.rejected()).isEmpty();
        assertThat(read.events()).hasSize(1);
        return read.events().getFirst();
    }
}
