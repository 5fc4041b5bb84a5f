package dev.farrier.policy.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFormatTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long DAY = 24 * 60 * 60 * 1000L;
    private static final long LATEST = millis("2026-06-10T08:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            iso8601                  | 2015-10-18T18:01:47.978Z        | 2015-10-18T18:01:47.978Z
            iso8601                  | 2015-10-18t18:01:47z            | 2015-10-18T18:01:47Z
            iso8601                  | 2015-10-18 18:01:47,978         | 2015-10-18T16:01:47.978Z
            iso8601                  | 2015-10-18 18:01:47.978123      | 2015-10-18T16:01:47.978Z
            iso8601                  | 2015-10-18T18:01:47.978123456Z  | 2015-10-18T18:01:47.978Z
            iso8601                  | 2015-12-18T18:01:47             | 2015-12-18T17:01:47Z
            iso8601                  | 2015-12-18T18:01                | 2015-12-18T17:01:00Z
            iso8601                  | 2015-10-18T18:01:47+05:30       | 2015-10-18T12:31:47Z
            iso8601                  | 2015-10-18T18:01:47+0530        | 2015-10-18T12:31:47Z
            iso8601                  | 2015-10-18T18:01:47-05          | 2015-10-18T23:01:47Z
            iso8601                  | 2015-10-18 18:01:47 +0200       | 2015-10-18T16:01:47Z
            iso8601                  | 2015-10-18 18:01:47 UTC         | 2015-10-18T18:01:47Z
            iso8601                  | 2015-10-18T18:01:47[Asia/Tokyo] | 2015-10-18T09:01:47Z
            iso8601                  | 2015-10-18T18:01:47+09:00[Asia/Tokyo] | 2015-10-18T09:01:47Z
            epoch_second             | 1733282864                      | 2024-12-04T03:27:44Z
            epoch_second             | 1733282864.747                  | 2024-12-04T03:27:44.747Z
            epoch_second             | 1733282864.7479999              | 2024-12-04T03:27:44.747Z
            epoch_second             | 1.733282864747E9                | 2024-12-04T03:27:44.747Z
            epoch_second             | -0.5                            | 1969-12-31T23:59:59.500Z
            epoch_milli              | 1733282864747                   | 2024-12-04T03:27:44.747Z
            epoch_milli              | 1733282864747.9                 | 2024-12-04T03:27:44.747Z
            epoch_micro              | 1733282864747999                | 2024-12-04T03:27:44.747Z
            epoch_nano               | 1733282864747999999             | 2024-12-04T03:27:44.747Z
            syslog                   | Jun  9 06:06:20                 | 2026-06-09T04:06:20Z
            syslog                   | Jun 9 06:06:20.118123           | 2026-06-09T04:06:20.118Z
            syslog                   | *Mar  1 18:48:50.483 UTC        | 2026-03-01T18:48:50.483Z
            syslog                   | .Jun  9 06:06:20 EDT            | 2026-06-09T10:06:20Z
            syslog                   | Jun  9 06:06:20 +0530           | 2026-06-09T00:36:20Z
            syslog                   | Jun 09 2019 06:06:20            | 2019-06-09T04:06:20Z
            syslog                   | 2019 Jun  9 06:06:20 CET        | 2019-06-09T04:06:20Z
            syslog                   | Jun  9 06:06:20 2019            | 2019-06-09T04:06:20Z
            EEE MMM d HH:mm:ss yyyy  | Sun Dec 04 04:47:44 2005        | 2005-12-04T03:47:44Z
            EEE MMM d HH:mm:ss yyyy  | sun dec  4 04:47:44 2005        | 2005-12-04T03:47:44Z
            yyMMdd HHmmss            | 081109 203615                   | 2008-11-09T19:36:15Z
            yyyy-MM-dd HH:mm:ss,SSS  | 2015-07-29 17:41:44,747         | 2015-07-29T15:41:44.747Z
            dd/MMM/yyyy:HH:mm:ss Z   | 10/Oct/2000:13:55:36 -0700      | 2000-10-10T20:55:36Z
            yyyy-MM-dd               | 2015-01-29                      | 2015-01-28T23:00:00Z
            d.M.uuuu 'um' H:mm       | 3.1.2016 um 7:05                | 2016-01-03T06:05:00Z
            yyyy-MM-dd hh:mm a       | 2015-07-29 05:41 PM             | 2015-07-29T15:41:00Z
            yyyy-MM-dd HH:mm:ss VV   | 2015-07-29 17:41:44 UTC         | 2015-07-29T17:41:44Z
            """)
    void shouldReadTimesInTheSourcesZoneUnlessTheyNameTheirOwn(String format, String text, String expected) {
        assertThat(read(TimeFormat.of(format, BERLIN), text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            syslog                  | Feb 30 06:06:20
            syslog                  | Jun  9 06:06:20 XYZ
            syslog                  | Jun  9 06:06
            syslog                  | 2026-06-09T06:06:20Z
            iso8601                 | 2015-02-30T18:01:47Z
            iso8601                 | 2015-10-18T25:01:47Z
            iso8601                 | 2015-10-18
            iso8601                 | 2015-10-18X18:01:47Z
            iso8601                 | 2015-10-18T18:01:47 Mars/Phobos
            iso8601                 | +999999999-12-31T23:59:59Z
            iso8601                 | 18:01:47
            epoch_second            | 1e1000000000
            epoch_second            | 1E-1000000000
            epoch_second            | 99999999999999999999
            epoch_second            | 0x10
            epoch_second            | NaN
            epoch_milli             | 2015-10-18T18:01:47Z
            MMM d HH:mm:ss          | Feb 30 10:00:00
            MMM d HH:mm:ss          | Foo 3 10:00:00
            MMM d HH:mm:ss          | Jun 9 24:00:00
            MMM d HH:mm:ss          | Jun 9 06:06:20 mb-01
            EEE MMM d HH:mm:ss yyyy | Mon Dec 04 04:47:44 2005
            yyyy-MM-dd              | 2015-02-29
            """)
    void shouldNotReadWhatIsNoTime(String format, String text) {
        assertThat(TimeFormat.of(format, BERLIN).read(text, LATEST)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // text, latest allowed, expected
        "Jun  9 06:06:20, 2026-06-10T08:00:00Z, 2026-06-09T06:06:20Z",
        "Jun 14 06:06:20, 2026-06-10T08:00:00Z, 2025-06-14T06:06:20Z",
        "Jun 10 08:00:00, 2026-06-10T08:00:00Z, 2026-06-10T08:00:00Z",
        "Jun 10 08:00:00, 2026-06-10T07:59:59.999Z, 2025-06-10T08:00:00Z",
        "Dec 31 23:59:59, 2026-01-01T00:00:00Z, 2025-12-31T23:59:59Z",
        "Jan  1 00:00:00, 2026-12-31T23:59:59Z, 2026-01-01T00:00:00Z",
        "Jan  1 00:00:00, 2027-01-01T23:59:59Z, 2027-01-01T00:00:00Z",
        "Feb 29 12:00:00, 2026-06-10T08:00:00Z, 2024-02-29T12:00:00Z",
        "Feb 29 12:00:00, 2028-02-29T12:00:00Z, 2028-02-29T12:00:00Z",
        "Feb 29 12:00:00, 2028-02-29T11:59:59.999Z, 2024-02-29T12:00:00Z",
        "Feb 29 12:00:00, 1904-02-29T11:00:00Z, 1896-02-29T12:00:00Z",
    })
    void shouldTakeTheLastYearThatIsNotTooLate(String text, String latest, String expected) {
        TimeFormat format = TimeFormat.of("MMM d HH:mm:ss", ZoneOffset.UTC);

        assertThat(Instant.ofEpochMilli(format.read(text, millis(latest) - DAY).orElseThrow()))
                .isEqualTo(Instant.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MMM  d HH:mm:ss", "MMM d HH:mm:ss", "MMM ppd HH:mm:ss", "MMM d  HH:mm:ss", "MMM' 'd' 'HH:mm:ss"
            })
    void shouldReadADayPaddedWithABlankWhateverThePatternsBlanks(String pattern) {
        TimeFormat format = TimeFormat.of(pattern, ZoneOffset.UTC);

        assertThat(read(format, "Jun  9 06:06:20")).isEqualTo("2026-06-09T06:06:20Z");
        assertThat(read(format, "Jun 9 06:06:20")).isEqualTo("2026-06-09T06:06:20Z");
        assertThat(read(format, "May 14 06:06:20")).isEqualTo("2026-05-14T06:06:20Z");
    }

    @ParameterizedTest
    @CsvSource({
        // clocks are set back at 2025-10-26T01:00:00Z; both readings are half an hour away at the third
        "2025-10-26 02:30:00, 2025-10-26T00:30:01Z, 2025-10-26T00:30:00Z",
        "2025-10-26 02:30:00, 2025-10-26T01:30:01Z, 2025-10-26T01:30:00Z",
        "2025-10-26 02:30:00, 2025-10-26T01:00:00Z, 2025-10-26T00:30:00Z",
        "2025-10-26 02:30:00, 2025-10-26T01:00:00.001Z, 2025-10-26T01:30:00Z",
        "2025-10-26 01:59:58, 2025-10-26T01:00:00Z, 2025-10-25T23:59:58Z",
        "2025-10-26 03:00:00, 2025-10-26T01:00:00Z, 2025-10-26T02:00:00Z",
        "2025-03-30 02:30:00, 2025-03-30T01:30:00Z, 2025-03-30T01:30:00Z",
    })
    void shouldTakeTheReadingNearestToTheReceiptWhenAnHourComesTwice(String text, String receipt, String expected) {
        for (TimeFormat format :
                List.of(TimeFormat.of("yyyy-MM-dd HH:mm:ss", BERLIN), TimeFormat.of("iso8601", BERLIN))) {
            assertThat(Instant.ofEpochMilli(format.read(text, millis(receipt)).orElseThrow()))
                    .isEqualTo(Instant.parse(expected));
        }
        assertThat(Instant.ofEpochMilli(TimeFormat.of("MM-dd HH:mm:ss", BERLIN)
                        .read(text.substring(5), millis(receipt))
                        .orElseThrow()))
                .isEqualTo(Instant.parse(expected));
    }

    @Test
    void shouldTryFormatsInOrder() {
        TimeFormats formats = TimeFormats.of(List.of("epoch_second", "epoch_milli", "MMM d HH:mm:ss"), ZoneOffset.UTC);

        assertThat(read(formats, " 1733282864 ")).isEqualTo("2024-12-04T03:27:44Z");
        assertThat(read(formats, "Jun  9 06:06:20")).isEqualTo("2026-06-09T06:06:20Z");
        assertThat(formats.read("", LATEST)).isEmpty();
        assertThat(formats.read("1".repeat(1_000_000), LATEST)).isEmpty();
        assertThat(formats)
                .hasToString("epoch_second (1780985180), or epoch_milli (1780985180123),"
                        + " or MMM d HH:mm:ss (Jun 9 06:06:20)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "iso", "bogus", "HH:mm:ss", "yyyy", "MMM HH:mm", "yyyy-MM-dd 'unclosed", "epoch_pico", "{"})
    void shouldRefuseWhatIsNoFormatAndSayWhatToWrite(String format) {
        assertThatThrownBy(() -> TimeFormat.of(format, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + format + "' is no time format: ")
                .hasMessageContaining("write iso8601, syslog, epoch_second, epoch_milli");
    }

    private static String read(TimeFormat format, String text) {
        OptionalLong time = format.read(text, LATEST);
        assertThat(time).as(text).isPresent();
        return Instant.ofEpochMilli(time.getAsLong()).toString();
    }

    private static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
