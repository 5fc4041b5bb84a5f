package dev.farrier.detect.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventDetector;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.detect.type.ThresholdDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReorderBufferTest {
    private static final NameIndex TERMS = new NameIndex(List.of("s"), List.of("bad"), 1);
    private static final EventDetector TWO = new ThresholdDetector(Set.of("bad"), 2, Duration.ofMillis(10));
    private static final long LATENESS = 100;
    private final List<String> told = new ArrayList<>();
    private ReorderBuffer timeline = new ReorderBuffer(TWO.newFold(TERMS));
    private OrderingConfig rules = new OrderingConfig(LATENESS, LATENESS + 10, 64);

    private static DetectorEvent seen(String id, long time) {
        return DetectorEvent.of(time, id, 0, 1, false, 0);
    }

    private InsertResult take(String id, long time) {
        return timeline.add(seen(id, time), rules, false, firing -> told.add(name(firing)));
    }

    private static String name(Firing firing) {
        return firing.samples().getLast() + "@" + firing.time();
    }

    @Test
    void shouldTellWhatWasMissedAndTakeNothingBack() {
        take("e1", 50);
        take("e3", 59);
        assertThat(told).containsExactly("e3@59");
        take("e2", 55);
        assertThat(told).as("now it fires at e2, and e3 stays told").containsExactly("e3@59", "e2@55");
        take("e4", 60);
        assertThat(told).as("e3 and e4, since e2 has fired").containsExactly("e3@59", "e2@55", "e4@60");
    }

    @ParameterizedTest
    @CsvSource({"100, ACCEPTED", "99, LATE"})
    void shouldTakeEventOfExactlyTheLateness(long time, InsertResult expected) {
        take("e1", 200);
        assertThat(take("e2", time)).isEqualTo(expected);
        assertThat(timeline.earliest(rules)).isEqualTo(100);
    }

    @Test
    void shouldTakeEventThatIsNeverLateHoweverOld() {
        take("e1", 200);
        assertThat(timeline.add(seen("e2", 1), rules, true, firing -> {})).isEqualTo(InsertResult.ACCEPTED);
    }

    @Test
    void shouldKeepOrderOfArrivalWithoutLateness() {
        rules = new OrderingConfig(0, 10, 64);
        assertThat(take("e5", 50)).isEqualTo(InsertResult.ACCEPTED);
        assertThat(take("e4", 50)).isEqualTo(InsertResult.ACCEPTED);
        assertThat(take("e3", 49)).isEqualTo(InsertResult.LATE);
        assertThat(told).containsExactly("e4@50");
    }

    @Test
    void shouldOrderEventsOfTheSameTimeByLastNumberInTheirId() {
        List<DetectorEvent> ordered = new ArrayList<>(
                List.of(seen("logs/0/10", 5), seen("logs/0/9", 5), seen("none", 5), seen("logs/1/9b", 4)));
        ordered.sort(null);
        assertThat(ordered).extracting(DetectorEvent::id).containsExactly("logs/1/9b", "none", "logs/0/9", "logs/0/10");
        assertThat(seen("x-99999999999999999999999", 1).number()).isEqualTo(999_999_999_999_999_999L);
    }

    @ParameterizedTest
    @CsvSource({"0", "100"})
    void shouldKnowDuplicatesForSpanAndLateness(long lateness) {
        rules = new OrderingConfig(lateness, 10 + lateness, 64);
        take("a", 1_000);
        assertThat(take("a", 1_000)).isEqualTo(InsertResult.DUPLICATE);
        take("b", 1_009 + lateness);
        assertThat(take("a", 1_000)).isEqualTo(InsertResult.DUPLICATE);
        assertThat(take("a", 1_009 + lateness))
                .as("the same id at another time")
                .isEqualTo(InsertResult.DUPLICATE);
    }

    @Test
    void shouldForgetIdsOfMoreThanItIsAskedFor() {
        rules = new OrderingConfig(0, 1_000, 3);
        for (String id : List.of("a", "b", "c", "d")) {
            take(id, 5);
        }
        assertThat(take("b", 5)).isEqualTo(InsertResult.DUPLICATE);
        assertThat(take("a", 5)).isEqualTo(InsertResult.ACCEPTED);
    }

    @Test
    void shouldSettleOldestEarlyWhenTooManyArePending() {
        for (int i = 0; i <= ReorderBuffer.PENDING; i++) {
            assertThat(take("e" + i, 1_000 + i / 20)).isEqualTo(InsertResult.ACCEPTED);
        }
        assertThat(take("f", 1_000)).as("as old as what is settled").isEqualTo(InsertResult.ACCEPTED);
        assertThat(take("g", 999)).as("older").isEqualTo(InsertResult.LATE);
        assertThat(timeline.earliest(rules)).isEqualTo(1_000);
    }

    @Test
    void shouldNotTakeEventsBeforeSettledOnesWhenLatenessGrows() {
        rules = new OrderingConfig(0, 10, 64);
        take("e1", 50);
        rules = new OrderingConfig(LATENESS, 110, 64);
        assertThat(take("e2", 49)).isEqualTo(InsertResult.LATE);
        assertThat(take("e3", 60)).isEqualTo(InsertResult.ACCEPTED);
        assertThat(take("e4", 55)).isEqualTo(InsertResult.ACCEPTED);
        assertThat(told).containsExactly("e4@55");
        rules = new OrderingConfig(0, 10, 64);
        assertThat(take("e5", 59)).isEqualTo(InsertResult.LATE);
        take("e6", 61);
        assertThat(told).containsExactly("e4@55", "e6@61");
    }

    @Test
    void shouldReadBackLongIdsAndTimesFromTheEdges() {
        String longId = "x".repeat(300) + "7";
        for (long time : List.of(Long.MIN_VALUE + 20, Long.MIN_VALUE + 25, 0L, Long.MAX_VALUE)) {
            take(longId + time, time);
            StateBytes.Writer out = new StateBytes.Writer().begin(1);
            timeline.write(out);
            StateBytes.Reader in = new StateBytes.Reader(out.bytes(), 1, "test");
            timeline = new ReorderBuffer(in, TWO.newFold(TERMS));
            assertThat(take(longId + time, time)).isEqualTo(InsertResult.DUPLICATE);
        }
        assertThat(told).hasSize(1);
    }
}
