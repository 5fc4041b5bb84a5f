package dev.farrier.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.ingest.record.Arrival;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventsTest {
    private static final Ingest INGEST = SourceFixture.events().ingest();
    private static final long NOW = Instant.parse("2026-06-09T08:00:00Z").toEpochMilli();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1780985180               | 2026-06-09T06:06:20Z
            1780985180.25            | 2026-06-09T06:06:20.250Z
            1780985180250            | 2026-06-09T06:06:20.250Z
            1.78098518025E12         | 2026-06-09T06:06:20.250Z
            99999999999              | 5138-11-16T09:46:39Z
            100000000000             | 1973-03-03T09:46:40Z
            '2026-06-09T06:06:20Z'   | 2026-06-09T06:06:20Z
            '2026-06-09 06:06:20,5'  | 2026-06-09T06:06:20.500Z
            '2026-06-09T08:06+02:00' | 2026-06-09T06:06:00Z
            null                     | 2026-06-09T08:00:00Z
            """)
    void shouldReadTimesAsTextSecondsOrMilliseconds(String time, String expected) {
        // in the year 6000, so that none of them lies in the future
        Arrival arrival =
                time.equals("null") ? Arrival.received("e/1", NOW) : Arrival.recorded("e/1", 127_000_000_000_000L);
        IngestResult read = INGEST.read(json("{'name':'n','time':" + time + "}"), arrival);

        assertThat(read.rejected()).isEmpty();
        assertThat(Instant.ofEpochMilli(read.events().getFirst().time())).isEqualTo(Instant.parse(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                 | ``                    | the body is empty
            `  `                               | ``                    | the body is empty
            nonsense                           | ``                    | not JSON (line 1, column
            {'name':'n'                        | ``                    | not JSON (line 1, column 12): Unexpected end-of-input: expected close marker for Object
            {'name':'n'}{}                     | ``                    | not JSON (line 1, column
            {'name':'n','name':'m'}            | ``                    | not JSON (line 1, column
            null                               | ``                    | an event, an array of events or {"events": […]} is expected, not null
            7                                  | ``                    | is expected, not a number
            []                                 | ``                    | the array is empty
            {'events':[]}                      | events                | the array is empty
            {'events':{}}                      | events                | an array is expected, not an object
            {'events':[{'name':'n'}],'more':1} | more                  | unknown field; beside "events" there is none
            [1]                                | [0]                   | an object is expected, not a number
            [[]]                               | [0]                   | an object is expected, not an array
            {'events':[null]}                  | events[0]             | an object is expected, not null
            {}                                 | ``                    | the event says nothing
            {'name':'n','lables':{}}           | lables                | unknown field; an event has id, kind, labels, message, name, severity, time, value
            {'name':['n']}                     | name                  | a text is expected, not an array
            {'name':7}                         | name                  | a text is expected, not a number
            {'message':{}}                     | message               | a text is expected, not an object
            {'name':'n','severity':true}       | severity              | a text is expected, not a boolean
            {'name':'n','id':[1]}              | id                    | a text is expected, not an array
            {'name':'n','kind':'alert'}        | kind                  | alerts are taken in Alertmanager's own form
            {'name':'n','kind':'trace'}        | kind                  | "trace" is none of log, metric, event
            {'name':'n','time':'noon'}         | time                  | "noon" is not a time; write "2026-06-09T06:06:20.123Z", or seconds
            {'name':'n','time':true}           | time                  | is not a time
            {'name':'n','time':1e1000000000}   | time                  | is not a time
            {'name':'n','time':-1}             | time                  | is not after 1970
            {'name':'n','time':'9999-12-31T23:59:59Z'} | time          | 9999-12-31T23:59:59Z is in the future: more than a day after 2026-06-09T08:00:00Z
            {'name':'n','labels':[]}           | labels                | an object of label → text is expected, not an array
            {'name':'n','labels':{'a':{'b':1}}} | labels.a             | a text or number is expected, not an object
            {'name':'n','labels':{'a':[]}}     | labels.a              | a text or number is expected, not an array
            {'name':'n','labels':{'':'x'}}     | labels                | a label without a name
            {'name':'n','labels':{'source':'x'}} | labels.source       | the label name is taken by the event's own source
            {'name':'n','value':'7'}           | value                 | a number is expected, not a text
            {'name':'n','value':1e999}         | value                 | is not a finite number
            [{'name':'n'},{'name':'n','value':[]}] | [1].value         | a number is expected, not an array
            {'events':[{'name':'n'},{'name':1}]}   | events[1].name    | a text is expected, not a number
            """)
    void shouldSayWhereAnEventIsWrongAndWhatToWriteInstead(String body, String where, String what) {
        IngestResult read = INGEST.read(json(body), Arrival.received("e/1", NOW));

        assertThat(read.rejected()).singleElement().satisfies(refused -> {
            assertThat(refused.where()).isEqualTo(where);
            assertThat(refused.what()).contains(what).doesNotContain("Source:");
            assertThat(refused.deadLetter().error())
                    .isEqualTo(where.isEmpty() ? refused.what() : where + ": " + refused.what());
        });
    }

    @Test
    void shouldNeedATimeWhereNobodyKnowsWhenTheRecordCame() {
        IngestResult read = INGEST.read(json("{'name':'n'}"), Arrival.recorded("e/1", NOW));

        assertThat(read.rejected())
                .singleElement()
                .satisfies(refused -> assertThat(refused.where()).isEqualTo("time"));
    }

    @Test
    void shouldMakeAnUnwritableTextWritable() {
        IngestResult read = INGEST.read(json("{'name':'a\\ud800b\\ud83d\\ude00'}"), Arrival.received("e/1", NOW));

        assertThat(read.events().getFirst().name()).isEqualTo("a\uFFFDb\uD83D\uDE00");
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(UTF_8);
    }
}
