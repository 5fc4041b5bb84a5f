package dev.farrier.policy.interval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.yaml.Compile;
import java.time.ZonedDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The moments are those of Alertmanager's own tests (timeinterval/timeinterval_test.go), and what the calendar says. */
class TimeIntervalTest {
    private static final String OFFICE =
            "{weekdays: ['monday:friday'], times: [{startTime: '09:00', endTime: '17:00'}]}";
    private static final String QUARTER = "{weekdays: ['monday:friday', sunday], months: ['january:march'],"
            + " daysOfMonth: ['-7:-1'], years: ['2020:2025', '2030:2035'],"
            + " times: [{startTime: '09:00', endTime: '17:00'}]}";
    private static final String SYDNEY = "{weekdays: ['monday:friday'], months: ['4', 'November'],"
            + " times: [{startTime: '09:00', endTime: '17:00'}], location: Australia/Sydney}";
    private static final String MANY = "{weekdays: ['monday:wednesday', saturday, sunday],"
            + " times: [{startTime: '13:00', endTime: '15:00'}], daysOfMonth: ['1', '10', '20:-1'],"
            + " years: ['2020:2023'], months: ['january:march']}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OFFICE  | 2020-05-04T15:04Z      | true
            OFFICE  | 2020-05-05T10:04Z      | true
            OFFICE  | 2020-06-09T09:04Z      | true
            OFFICE  | 2020-07-08T09:00Z      | true
            OFFICE  | 2020-07-08T16:59:59Z   | true
            OFFICE  | 2020-07-08T17:00Z      | false
            OFFICE  | 2020-05-03T15:04Z      | false
            OFFICE  | 2020-05-04T08:59Z      | false
            OFFICE  | 2020-05-05T05:00Z      | false
            QUARTER | 2021-01-27T09:00Z      | true
            QUARTER | 2021-01-28T16:59Z      | true
            QUARTER | 2021-01-29T13:00Z      | true
            QUARTER | 2025-03-31T13:00Z      | true
            QUARTER | 2035-01-31T13:00Z      | true
            QUARTER | 2021-01-30T13:00Z      | false
            QUARTER | 2021-04-01T13:00Z      | false
            QUARTER | 2026-01-30T13:00Z      | false
            QUARTER | 2035-01-31T17:01Z      | false
            SYDNEY  | 2021-04-06T13:00+10:00 | true
            SYDNEY  | 2021-04-06T13:00Z      | false
            SYDNEY  | 2021-11-01T09:00+11:00 | true
            SYDNEY  | 2021-10-31T22:00Z      | true
            SYDNEY  | 2021-10-31T21:00Z      | false
            MANY    | 2021-01-10T13:00Z      | true
            MANY    | 2021-01-30T14:24Z      | true
            MANY    | 2021-01-09T13:00Z      | false
            MANY    | 2021-01-20T12:59Z      | false
            MANY    | 2021-02-02T13:00Z      | false
            """)
    void shouldContainWhatAlertmanagerSays(String name, ZonedDateTime at, boolean contained) {
        String written = switch (name) {
            case "OFFICE" -> OFFICE;
            case "QUARTER" -> QUARTER;
            case "SYDNEY" -> SYDNEY;
            default -> MANY;
        };
        assertThat(Intervals.of(written).contains(at.toInstant().toEpochMilli()))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '4:6'    | 2020-04-04T15:04Z | true
            '4:6'    | 2020-04-06T23:05Z | true
            '4:6'    | 2020-04-03T23:59Z | false
            '4:6'    | 2020-04-07T00:00Z | false
            '-3:-1'  | 2020-01-29T15:04Z | true
            '-3:-1'  | 2020-01-31T15:04Z | true
            '-3:-1'  | 2020-06-30T00:00Z | true
            '-3:-1'  | 2020-02-29T23:05Z | true
            '-3:-1'  | 2020-01-27T15:04Z | false
            '-3:-1'  | 2020-03-01T00:00Z | false
            '-31:-1' | 2020-06-30T00:00Z | true
            '-31:-1' | 2020-06-01T00:00Z | true
            '1:31'   | 2020-06-30T23:59Z | true
            '30:31'  | 2021-02-28T13:00Z | false
            '29'     | 2021-02-28T13:00Z | false
            '29'     | 2024-02-29T13:00Z | true
            '-1'     | 2024-02-29T13:00Z | true
            '-1'     | 2023-02-28T13:00Z | true
            '1:-1'   | 2023-02-28T13:00Z | true
            """)
    void shouldCountDaysFromBothEndsOfTheMonth(String days, ZonedDateTime at, boolean contained) {
        assertThat(Intervals.of("{daysOfMonth: ['" + days + "']}")
                        .contains(at.toInstant().toEpochMilli()))
                .isEqualTo(contained);
    }

    static final class Intervals {
        private Intervals() {}

        /** From the text of its entries. */
        static TimeIntervals of(String... entries) {
            return schedule("mute", entries).mute().getFirst();
        }

        /** @param which {@code mute} or {@code active} */
        static Schedule schedule(String which, String... entries) {
            return Compile.bundle(
                            "kind: TimeIntervals\nmetadata: {name: t}\nspec: {timeIntervals: ["
                                    + String.join(", ", entries) + "]}\n",
                            """
                            kind: Source
                            metadata: {name: logs}
                            spec: {topic: logs, format: json, liveness: {expectEvery: 1m}, event: {kind: log, name: m, labels: [host]}}
                            ---
                            kind: RemediationPolicy
                            metadata: {name: p}
                            spec:
                              mode: shadow
                              WHICHTimeIntervals: [t]
                              match: [{name: m, sources: [logs], matchers: ['name="m"']}]
                              detect: {each: {of: m}, groupBy: [host]}
                              clears: {quietFor: 1m}
                              target: {resource: '{group.host}'}
                            """.replace("WHICH", which))
                    .policies()
                    .values()
                    .iterator()
                    .next()
                    .schedule();
        }
    }
}
