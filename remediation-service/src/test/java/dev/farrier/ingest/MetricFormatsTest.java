package dev.farrier.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricFormatsTest {
    private static final ReadBy COLLECTD = ReadBy.source("preset: collectd");
    private static final ReadBy TELEGRAF = ReadBy.source("preset: telegraf");
    private static final String TRAFFIC = """
            {"values":[1.5,null,3],"dstypes":["derive","derive","gauge"],"dsnames":["rx","tx","value"],
             "time":1780985180.123,"interval":10.000,"host":"mb-01","plugin":"interface","plugin_instance":"eth0",
             "type":"if_octets","type_instance":"","meta":{"network:received":true}}""";

    @Test
    void shouldMakeAnEventOfEachValueOfCollectd() {
        IngestResult read = COLLECTD.read("[" + TRAFFIC + ",{\"values\":[],\"dsnames\":[]}]");

        assertThat(read.events())
                .extracting(ReadBy::line)
                .containsExactly(
                        "2026-06-09T06:06:20.123Z METRIC interface_if_octets_rx 1.5"
                                + " {host=mb-01, plugin=interface, plugin_instance=eth0, type=if_octets}",
                        "2026-06-09T06:06:20.123Z METRIC interface_if_octets 3.0"
                                + " {host=mb-01, plugin=interface, plugin_instance=eth0, type=if_octets}");
        assertThat(read.events()).extracting(Event::id).containsExactly("t/0/1#0", "t/0/1#1");
        assertThat(read.blank())
                .as("a value that is not known, and a list without any")
                .isEqualTo(2);
        assertThat(read.deadLetters()).isEmpty();
    }

    @Test
    void shouldMakeAnEventOfEachNumberOfTelegraf() {
        List<Event> events = TELEGRAF.events("""
                {"metrics":[
                 {"fields":{"usage_idle":98.1,"on":true,"state":"up"},"name":"cpu","tags":{"cpu":"cpu0","host":"mb-01"},
                  "timestamp":1780985180},
                 {"fields":{"value":3},"name":"slots","tags":{},"timestamp":"2026-06-09T06:06:21Z"}]}""");

        assertThat(events)
                .extracting(ReadBy::line)
                .containsExactly(
                        "2026-06-09T06:06:20Z METRIC cpu_usage_idle 98.1 {cpu=cpu0, host=mb-01}",
                        "2026-06-09T06:06:20Z METRIC cpu_on 1.0 {cpu=cpu0, host=mb-01}",
                        "2026-06-09T06:06:21Z METRIC slots 3.0 {}");
    }

    @Test
    void shouldTakeOneMetricOfTelegrafWithTheSourcesOwnNames() {
        Event event = ReadBy.source("preset: telegraf, time: {formats: [epoch_milli]},"
                        + " event: {name: name, labels: [field, fields.state]}")
                .event("""
                {"fields":{"free":0,"state":"up"},"name":"slots","tags":{"host":"mb-01"},"timestamp":1780985180123}""");

        assertThat(ReadBy.line(event))
                .isEqualTo("2026-06-09T06:06:20.123Z METRIC slots 0.0 {field=free, fields.state=up, host=mb-01}");
    }

    @Test
    void shouldTakeAMetricSampleOfAnyJson() {
        ReadBy source = ReadBy.source("format: json, time: {field: timestamp},"
                + " event: {kind: metric, name: name, message: '', value: value, labelsFrom: labels}");

        assertThat(ReadBy.line(source.event("""
                {"timestamp":"2026-06-09T06:06:20Z","value":"98.76","name":"up",
                 "labels":{"__name__":"up","instance":"mb-01:9100","name":"x"}}""")))
                .isEqualTo("2026-06-09T06:06:20Z METRIC up 98.76 {__name__=up, exported_name=x, instance=mb-01:9100}");
        assertThat(source.errors("{\"timestamp\":\"2026-06-09T06:06:20Z\",\"name\":\"up\"}"))
                .containsExactly("value: the value is missing; kind metric needs one");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                             | the body is empty
            {}                                             | collectd sends an array of value lists, not an object
            [7]                                            | [0]: a value list is an object, not a number
            [{"values":7}]                                 | [0].values: an array with a number for each of dsnames
            [{"values":[1,2],"dsnames":["a"]}]             | [0].values: an array with a number for each of dsnames
            [{"values":["x"],"dsnames":["a"],"time":1}]    | [0].value: "x" is not a finite number
            [{"values":[[]],"dsnames":["a"],"time":1}]     | [0].value: a text or number is expected, not an array
            [{"values":[1e999],"dsnames":["a"],"time":1}]  | [0].value: "1E+999" is not a finite number
            [{"values":[1],"dsnames":[{}],"time":1}]       | [0].dsnames: a text or number is expected, not an object
            [{"values":[1],"dsnames":["a"]}]               | [0].time: the time field is missing
            [{"values":[1],"dsnames":["a"],"time":253402300799}] | [0].time: 9999-12-31T23:59:59Z is in the future
            """)
    void shouldSayWhatIsWrongWithCollectd(String body, String error) {
        assertThat(COLLECTD.errors(body)).singleElement().asString().startsWith(error);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                              | Telegraf sends a metric or {"metrics": […]}, not an array
            {}                                              | fields: an object of numbers is expected, not nothing
            {"metrics":[7]}                                 | metrics[0].fields: an object of numbers is expected, not nothing
            {"metrics":{}}                                  | fields: an object of numbers is expected, not nothing
            {"fields":{"a":1},"name":{},"timestamp":1}      | name: a text or number is expected, not an object
            {"fields":{"a":1},"tags":[],"timestamp":1}      | tags: an object of label → text is expected, not an array
            {"fields":{"a":1},"name":"n"}                   | timestamp: the time field is missing
            {"fields":{"a":1},"timestamp":1780985180123}    | time: +58407-03-05T09:35:23Z is in the future
            """)
    void shouldSayWhatIsWrongWithTelegraf(String body, String error) {
        assertThat(TELEGRAF.errors(body)).singleElement().asString().startsWith(error);
    }

    @Test
    void shouldKeepWhatIsGoodBesideWhatIsNot() {
        IngestResult read = COLLECTD.read("[7," + TRAFFIC + "]");

        assertThat(read.events()).hasSize(2);
        assertThat(read.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.origin()).isEqualTo("t/0/1#0");
            assertThat(letter.head()).isEqualTo("7");
        });
    }

    @Test
    void shouldCountWhatSaysNothing() {
        assertThat(COLLECTD.read("[]").blank()).isEqualTo(1);
        assertThat(TELEGRAF.read("{\"metrics\":[]}").blank()).isEqualTo(1);
        assertThat(TELEGRAF.read("{\"name\":\"n\",\"fields\":{\"state\":\"up\"}}")
                        .blank())
                .isEqualTo(1);
    }

    @Test
    void shouldTakeTenThousandSamplesAndNotOneMore() {
        assertThat(TELEGRAF.read(fields(10_000)).events()).hasSize(10_000);
        assertThat(TELEGRAF.errors(fields(10_001)))
                .containsExactly("more than 10000 records in one batch; send several");
    }

    @Test
    void shouldNotCopyAHugeRecordForEachOfItsSamples() {
        StringBuilder body = new StringBuilder(fields(10_000));
        body.setLength(body.length() - 1);
        for (int i = 0; i < 100_000; i++) {
            body.append(",\"x").append(i).append("\":1");
        }
        assertThat(TELEGRAF.errors(body + "}")).containsExactly("100003 fields; at most 64 are taken");
    }

    private static String fields(int count) {
        StringBuilder fields = new StringBuilder("{\"name\":\"n\",\"timestamp\":1780985180,\"fields\":{\"f\":0");
        for (int i = 1; i < count; i++) {
            fields.append(",\"f").append(i).append("\":").append(i);
        }
        return fields + "}}";
    }
}
