package dev.farrier.detect;

import static dev.farrier.detect.Fixture.detections;
import static dev.farrier.detect.Fixture.evidence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.detect.type.AggregateDetector;
import dev.farrier.detect.type.AggregateDetector.AggregateFunction;
import dev.farrier.detect.type.DeviationDetector;
import dev.farrier.detect.type.RatioDetector;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Evidence;
import dev.farrier.model.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Detectors that fire when a condition becomes true. */
class LevelTest {
    private static final long T = 1_000_000;
    private int ids;

    private List<DeciderInput> value(Fixture f, long time, Double value) {
        Event event = new Event(
                "e" + ids++, "syslog", EventKind.METRIC, time, "", "", "", Labels.of("host", "a"), value, null);
        return f.matched(event, "a", "bad");
    }

    private static Fixture aggregate(AggregateFunction fn, boolean above, double bound) {
        return Fixture.of(
                new AggregateDetector(Set.of("bad"), fn, above, bound, Duration.ofMinutes(1)), Fixture.quiet());
    }

    @Test
    void shouldSayWhatWasSeen() {
        Fixture f = aggregate(AggregateFunction.AVG, true, 0.9);
        value(f, T, 0.8);
        assertThat(detections(value(f, T + 1, 1.1)).getFirst().because())
                .isEqualTo("avg of the 2 values of bad within 1m is 0.95, above 0.9");
        Fixture ratio = Fixture.of(
                new RatioDetector(Set.of("bad"), Set.of("good"), 0.25, Duration.ofMinutes(1), 3), Fixture.quiet());
        ratio.event("e0", "a", T, "good");
        ratio.event("e1", "a", T, "bad");
        assertThat(detections(ratio.event("e2", "a", T, "good")).getFirst().because())
                .isEqualTo("1 of 3 events within 1m are matches of bad: 0.333333, above 0.25");
        Fixture deviation = Fixture.of(new DeviationDetector(Set.of("bad"), 3, Duration.ofHours(1)), Fixture.quiet());
        for (int i = 0; i < 9; i++) {
            value(deviation, T + i, i % 2 == 0 ? 9.0 : 11.0);
        }
        assertThat(value(deviation, T + 10, 100.0)).as("too few").isEmpty();
        Fixture same = Fixture.of(new DeviationDetector(Set.of("bad"), 3, Duration.ofHours(1)), Fixture.quiet());
        for (int i = 0; i < 10; i++) {
            assertThat(value(same, T + i, 0.1)).isEmpty();
        }
        assertThat(value(same, T + 10, 0.1)).isEmpty();
        assertThat(detections(value(same, T + 11, 0.2)).getFirst().because())
                .isEqualTo("bad is 0.2, mean of the 11 values within 1h before is 0.1 with a standard deviation of 0");
    }

    @ParameterizedTest
    @CsvSource({
        "AVG,  1 2 6,    3",
        "SUM,  1 2 6,    9",
        "MIN,  5 2 6,    2",
        "MAX,  5 2 6,    6",
        "P50,  4 1 3 2,  2",
        "P50,  3 1 2,    2",
        "P90,  1 2 3 4 5 6 7 8 9 10, 9",
        "P99,  1 2 3,    3",
        "P99,  7,        7"
    })
    void shouldBeBeyondBoundOnlyWhenTrulyGreaterOrLess(AggregateFunction fn, String values, double expected) {
        for (double off : new double[] {-0.5, 0, 0.5}) {
            assertThat(fires(fn, true, expected + off, values)).isEqualTo(off < 0);
            assertThat(fires(fn, false, expected + off, values)).isEqualTo(off > 0);
        }
    }

    /** Whether the condition is true at the last value: then that is the last match, if it has ever fired. */
    private boolean fires(AggregateFunction fn, boolean above, double bound, String values) {
        Fixture f = aggregate(fn, above, bound);
        long time = T;
        for (String one : values.split(" ")) {
            time++;
            value(f, time, Double.valueOf(one));
        }
        List<Evidence> evidence = evidence(f.marker(T + 1_000, "a"));
        return !evidence.isEmpty() && evidence.getFirst().lastMatch() == time;
    }

    @Test
    void shouldTellWhenConditionWasTrueLast() {
        Fixture f = aggregate(AggregateFunction.MAX, true, 5);
        value(f, T, 6.0);
        value(f, T + 10_000, 1.0);
        value(f, T + 59_999, 1.0);
        value(f, T + 60_000, 1.0);
        assertThat(evidence(f.marker(T + 60_000, "a")))
                .as("the 6 has left the window")
                .containsExactly(new Evidence("p", Labels.of("host", "a"), T + 59_999, 0, 0));
    }

    @Test
    void shouldFireAgainWhenEverythingHasLeftTheWindow() {
        Fixture f = aggregate(AggregateFunction.MIN, true, 5);
        assertThat(detections(value(f, T, 6.0))).hasSize(1);
        assertThat(detections(value(f, T + 59_999, 6.0))).isEmpty();
        assertThat(detections(value(f, T + 119_999, 6.0))).hasSize(1);
    }

    @Test
    void shouldLeaveOutEventsWithoutValue() {
        Fixture f = aggregate(AggregateFunction.MAX, true, 5);
        for (Double none : new Double[] {null, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThat(value(f, T, none)).isEmpty();
        }
        assertThat(f.tally(DropCounter.DropReason.INCOMPLETE)).isEqualTo(3);
        assertThat(f.store.size()).isZero();
    }

    @Test
    void shouldKeepNewestOfTooManyValues() {
        Fixture f = aggregate(AggregateFunction.MIN, true, 5);
        value(f, T, 1.0);
        for (int i = 1; i < 1_000; i++) {
            assertThat(value(f, T + i, 9.0)).isEmpty();
        }
        assertThat(f.tally(DropCounter.DropReason.WINDOW_FULL)).isZero();
        assertThat(detections(value(f, T + 1_000, 9.0)))
                .as("the oldest is gone")
                .singleElement()
                .satisfies(one -> assertThat(one.count()).isEqualTo(1_000));
        assertThat(f.tally(DropCounter.DropReason.WINDOW_FULL)).isEqualTo(1);
    }

    @Test
    void shouldKeepNewestOfTooManyEvents() {
        Fixture f = Fixture.of(
                new RatioDetector(Set.of("bad"), Set.of("good"), 0.9999, Duration.ofMinutes(1), 10_000),
                Fixture.quiet());
        f.event("good", "a", T, "good");
        for (int i = 1; i < 10_000; i++) {
            assertThat(f.event("e" + i, "a", T + i, "bad")).isEmpty();
        }
        assertThat(detections(f.event("last", "a", T + 10_000, "bad"))).hasSize(1);
        assertThat(f.tally(DropCounter.DropReason.WINDOW_FULL)).isEqualTo(1);
    }
}
