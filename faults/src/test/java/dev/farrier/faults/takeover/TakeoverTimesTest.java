package dev.farrier.faults.takeover;

import static dev.farrier.faults.takeover.TakeoverTimes.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TakeoverTimesTest {
    private static final long KILLED = 100_000;
    private static final long UNTIL = 130_000;
    private static final Spread SPREAD =
            new Spread(Map.of(0, "dead", 1, "lives"), Map.of(0, "dead", 1, "lives", 2, "dead"), "dead");

    private static TakeoverTimes times(EventTimes... events) {
        return TakeoverTimes.of(List.of(events), SPREAD, "dead", KILLED, UNTIL);
    }

    /** On partitions that live. */
    private static EventTimes other(long sent, long detected, long decided) {
        return new EventTimes("e", sent, 1, 1, detected, decided);
    }

    @Test
    void shouldCountFromTheKillToTheFirstDecisionOnAnEventAfterIt() {
        TakeoverTimes times = times(
                other(99_990, 100_020, 100_040), other(100_500, 101_000, 112_000), other(101_000, 101_100, 111_500));

        assertThat(times.decision()).isEqualTo(11_500);
    }

    @Test
    void shouldWaitForEachPartitionOfTheDeadProcess() {
        TakeoverTimes times = times(
                new EventTimes("reads", 100_100, 0, 1, 103_000, 104_000),
                new EventTimes("detects", 100_100, 1, 0, 109_000, 110_000),
                new EventTimes("detects-too", 100_200, 1, 2, 111_000, 112_000),
                new EventTimes("again", 100_300, 1, 2, 119_000, 119_000));

        assertThat(times.detection()).isEqualTo(11_000);
        assertThat(times.detectionWait()).as("nothing of the others").isZero();
    }

    @Test
    void shouldFindTheLongestWaitOnPartitionsThatOnlyTheOthersHave() {
        TakeoverTimes times = times(
                new EventTimes("dead", 100_100, 0, 1, 112_000, 112_000),
                other(99_000, 99_100, 103_500),
                other(100_200, 103_200, 103_300),
                other(129_000, 129_100, 129_200));

        assertThat(times.detectionWait()).isEqualTo(3_000);
        assertThat(times.decisionWait()).isEqualTo(4_500);
    }

    @Test
    void shouldSayNeverOfAnEventThatWasNotSeenUnlessItMayBeOnItsWay() {
        assertThat(times(other(129_999, 0, 0)).detectionWait()).isEqualTo(NEVER);
        assertThat(times(other(130_001, 0, 0)).detectionWait()).isZero();
        assertThat(times(other(129_999, 0, 0)).decision()).isEqualTo(NEVER);
    }

    @Test
    void shouldHoldUpToTheBound() {
        TakeoverTimes times = times(other(100_100, 100_200, 115_000));

        assertThat(times.isWithin(15_000)).isTrue();
        assertThat(times.isWithin(14_999)).isFalse();
    }
}
