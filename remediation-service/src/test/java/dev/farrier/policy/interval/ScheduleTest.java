package dev.farrier.policy.interval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.interval.TimeIntervalTest.Intervals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
    private static final long MINUTE = 60_000;

    /** In Berlin the clock goes from 2:00 to 3:00 on 2026-03-29, and from 3:00 back to 2:00 on 2026-10-25. */
    @ParameterizedTest(name = "{0} at {2}: open again at {3}")
    @CsvSource(delimiter = '|', textBlock = """
            a night, in two parts        | {times: [{startTime: '22:00', endTime: '24:00'}, {startTime: '00:00', endTime: '06:00'}], location: Europe/Berlin} | 2026-01-14T22:00:00Z | 2026-01-15T05:00:00Z
            until midnight               | {times: [{startTime: '22:00', endTime: '24:00'}], location: Europe/Berlin} | 2026-01-14T21:30:00Z | 2026-01-14T23:00:00Z
            a weekend                    | {weekdays: [saturday, sunday]}                  | 2026-02-28T12:00:00Z | 2026-03-02T00:00:00Z
            the last day of a month      | {daysOfMonth: ['-1']}                           | 2026-02-28T00:00:00Z | 2026-03-01T00:00:00Z
            the last day of a leap year  | {daysOfMonth: ['-1']}                           | 2028-02-29T00:00:00Z | 2028-03-01T00:00:00Z
            the end of a year            | {months: [december], daysOfMonth: ['24:31']}    | 2026-12-24T00:00:00Z | 2027-01-01T00:00:00Z
            the clock is set forward     | {times: [{startTime: '01:00', endTime: '04:00'}], location: Europe/Berlin} | 2026-03-29T00:30:00Z | 2026-03-29T02:00:00Z
            its end is left out          | {times: [{startTime: '01:00', endTime: '02:30'}], location: Europe/Berlin} | 2026-03-29T00:30:00Z | 2026-03-29T01:00:00Z
            the clock is set back        | {times: [{startTime: '01:00', endTime: '04:00'}], location: Europe/Berlin} | 2026-10-24T23:30:00Z | 2026-10-25T03:00:00Z
            its end comes twice, first   | {times: [{startTime: '01:00', endTime: '02:30'}], location: Europe/Berlin} | 2026-10-24T23:30:00Z | 2026-10-25T00:30:00Z
            its end comes twice, again   | {times: [{startTime: '01:00', endTime: '02:30'}], location: Europe/Berlin} | 2026-10-25T01:10:00Z | 2026-10-25T01:30:00Z
            a day without its midnight   | {weekdays: [saturday], location: Africa/Cairo}   | 2024-04-20T00:00:00Z | 2024-04-20T22:00:00Z
            """)
    void shouldOpenWhenTheMutedTimeIsOver(String name, String muted, Instant at, Instant opening) {
        Schedule schedule = Intervals.schedule("mute", muted);
        long now = at.toEpochMilli();
        long open = opening.toEpochMilli();

        assertThat(schedule.isOpen(now)).isFalse();
        assertThat(Instant.ofEpochMilli(schedule.nextOpening(now))).isEqualTo(opening);
        assertThat(schedule.isOpen(open - 1)).isFalse();
        assertThat(schedule.isOpen(open)).isTrue();
    }

    @Test
    void shouldLeaveOutATimeThatTheClockSkips() {
        Schedule schedule = Intervals.schedule(
                "active", "{times: [{startTime: '02:00', endTime: '03:00'}], location: Europe/Berlin}");
        long evening = Instant.parse("2026-03-28T20:00:00Z").toEpochMilli();

        assertThat(Instant.ofEpochMilli(schedule.nextOpening(evening)))
                .as("on the next day, in summer time")
                .isEqualTo(Instant.parse("2026-03-30T00:00:00Z"));
    }

    @Test
    void shouldBeOpenInAnActiveTimeThatIsNotMuted() {
        Schedule office = Intervals.schedule("active", "{times: [{startTime: '09:00', endTime: '17:00'}]}");
        Schedule lunch = Intervals.schedule("mute", "{times: [{startTime: '12:00', endTime: '13:00'}]}");
        Schedule both = new Schedule(lunch.mute(), office.active());
        long morning = Instant.parse("2026-05-04T08:59:59.999Z").toEpochMilli();

        assertThat(both.isOpen(morning)).isFalse();
        assertThat(both.whyClosed(morning)).isEqualTo("it is no time of t");
        assertThat(both.isOpen(morning + 1)).isTrue();
        long noon = Instant.parse("2026-05-04T12:00:00Z").toEpochMilli();
        assertThat(both.isOpen(noon)).isFalse();
        assertThat(both.whyClosed(noon)).isEqualTo("it is a time of t");
        assertThat(both.nextOpening(noon)).isEqualTo(noon + 60 * MINUTE);
        assertThat(both.wasClosed(morning + 1, noon - 1)).isFalse();
        assertThat(both.wasClosed(morning + 1, noon)).isTrue();
        assertThat(both.wasClosed(morning, morning + 1)).isTrue();
    }

    @Test
    void shouldSayWhatItHoldsBack() {
        assertThat(Schedule.ALWAYS.explain()).isEmpty();
        Schedule both = new Schedule(
                Intervals.schedule("mute", "{years: ['2026']}").mute(),
                Intervals.schedule("active", "{years: ['2027']}").active());
        assertThat(both.explain())
                .containsExactly("it is a time of t: waits for its end", "it is no time of t: waits for one");
    }

    @Test
    void shouldLookNoFurtherThanFiveYears() {
        Schedule past = Intervals.schedule("active", "{years: ['2020']}");
        long now = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

        assertThat(past.isOpen(now)).isFalse();
        assertThat(past.nextOpening(now))
                .isEqualTo(now + Duration.ofDays(5 * 366).toMillis());
    }

    /** Minute by minute, which is the finest that intervals can say. */
    @Test
    void shouldFindTheSameOpeningAsALookAtEachMinute() {
        Random random = new Random(7);
        List<String> zones = List.of("UTC", "Europe/Berlin", "America/St_Johns", "Africa/Cairo", "Australia/Lord_Howe");
        for (int i = 0; i < 60; i++) {
            int start = random.nextInt(0, 24 * 60);
            int end = random.nextInt(start + 1, 24 * 60 + 1);
            String entry = "{times: [{startTime: '%02d:%02d', endTime: '%02d:%02d'}], location: %s%s}"
                    .formatted(
                            start / 60,
                            start % 60,
                            end / 60,
                            end % 60,
                            zones.get(random.nextInt(zones.size())),
                            random.nextBoolean() ? ", weekdays: ['sunday:thursday']" : "");
            Schedule schedule = Intervals.schedule(random.nextBoolean() ? "mute" : "active", entry);
            // around both changes of the clock in 2026
            String from = random.nextBoolean() ? "2026-03-27T00:00:00Z" : "2026-10-23T00:00:00Z";
            long now = Instant.parse(from).toEpochMilli() + random.nextInt(3 * 24 * 60) * MINUTE;
            long minute = now + MINUTE;
            while (!schedule.isOpen(minute)) {
                minute += MINUTE;
            }
            long next = schedule.nextOpening(now);
            if (schedule.isOpen(now)) {
                assertThat(schedule.isOpen(next)).isTrue();
            } else {
                assertThat(next)
                        .as("%s from %s", entry, Instant.ofEpochMilli(now))
                        .isEqualTo(minute);
            }
        }
    }
}
