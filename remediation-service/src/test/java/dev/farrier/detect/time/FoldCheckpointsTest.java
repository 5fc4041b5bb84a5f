package dev.farrier.detect.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.RandomCases;
import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventDetector;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.detect.type.AggregateDetector;
import dev.farrier.detect.type.AggregateDetector.AggregateFunction;
import dev.farrier.detect.type.AllDetector;
import dev.farrier.detect.type.DeviationDetector;
import dev.farrier.detect.type.DistinctDetector;
import dev.farrier.detect.type.FlappingDetector;
import dev.farrier.detect.type.RatioDetector;
import dev.farrier.detect.type.SequenceDetector;
import dev.farrier.detect.type.ThresholdDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A group with hundreds of events within the lateness, of which many come late. */
class FoldCheckpointsTest {
    private static final NameIndex TERMS = new NameIndex(List.of("s"), List.of("bad", "good"), 3);
    private static final Set<String> BAD = Set.of("bad");
    private static final Set<String> ANY = Set.of("bad", "good");
    private static final Duration WITHIN = Duration.ofMillis(60);
    private static final List<EventDetector> DETECTORS = List.of(
            new ThresholdDetector(ANY, 12, WITHIN),
            new DistinctDetector(ANY, "user", 10, WITHIN),
            new SequenceDetector(List.of(BAD, Set.of("good"), BAD), WITHIN, Set.of()),
            new AllDetector(ANY, WITHIN),
            new FlappingDetector(ANY, 6, WITHIN),
            new RatioDetector(BAD, ANY, 0.6, WITHIN, 5),
            new AggregateDetector(ANY, AggregateFunction.SUM, true, 9, WITHIN),
            new AggregateDetector(ANY, AggregateFunction.P90, true, 0.93, WITHIN),
            new AggregateDetector(ANY, AggregateFunction.P50, false, 0.4, WITHIN),
            new AggregateDetector(ANY, AggregateFunction.MIN, false, 0.02, WITHIN),
            new AggregateDetector(ANY, AggregateFunction.MAX, true, 0.97, WITHIN),
            new DeviationDetector(ANY, 1.6, WITHIN));

    private static DetectorEvent seen(int i, long time, Random random) {
        return DetectorEvent.of(time, "logs/0/" + i, 0, random.nextInt(3) == 0 ? 2 : 1, false, data(random));
    }

    private static long data(Random random) {
        return Double.doubleToLongBits(random.nextInt(100) / 100.0);
    }

    /** All events that were taken, folded from the first one on whenever another comes. */
    private static final class Naive {
        final TreeSet<DetectorEvent> events = new TreeSet<>();
        final TreeSet<DetectorEvent> toldAt = new TreeSet<>();

        List<Firing> take(DetectorEvent event, EventDetector detector) {
            events.add(event);
            Fold fold = detector.newFold(TERMS);
            List<Firing> told = new ArrayList<>();
            for (DetectorEvent each : events) {
                Firing firing = fold.apply(each);
                if (firing != null && toldAt.add(each)) {
                    told.add(firing);
                }
            }
            return told;
        }
    }

    @Test
    void shouldTellTheSameAsIfEverythingWasFoldedAgain() {
        for (EventDetector detector : DETECTORS) {
            int told = 0;
            for (int seed = 0; seed < RandomCases.of(6); seed++) {
                Random random = new Random(seed);
                OrderingConfig rules = new OrderingConfig(500, 600, 64);
                ReorderBuffer timeline = new ReorderBuffer(detector.newFold(TERMS));
                Naive naive = new Naive();
                long time = 10_000;
                for (int i = 0; i < 700; i++) {
                    time += random.nextInt(4);
                    long late = random.nextInt(5) > 0 ? 0 : random.nextInt(random.nextBoolean() ? 20 : 520);
                    DetectorEvent event = seen(i, time - late, random);
                    List<Firing> firings = new ArrayList<>();
                    if (timeline.add(event, rules, false, firings::add) == InsertResult.ACCEPTED) {
                        assertThat(firings)
                                .as("%s, seed %d, event %d", detector, seed, i)
                                .isEqualTo(naive.take(event, detector));
                        told += firings.size();
                    }
                    if (random.nextInt(100) == 0) {
                        timeline = restored(timeline, detector);
                    }
                }
            }
            assertThat(told).as(detector.toString()).isGreaterThan(RandomCases.of(20));
        }
    }

    private static ReorderBuffer restored(ReorderBuffer timeline, EventDetector detector) {
        StateBytes.Writer out = new StateBytes.Writer().begin(1);
        timeline.write(out);
        StateBytes.Reader in = new StateBytes.Reader(out.bytes(), 1, "test");
        return new ReorderBuffer(in, detector.newFold(TERMS));
    }

    /** Counts what it is given. */
    private static final class Counting implements Fold {
        private final int[] folded;

        Counting(int[] folded) {
            this.folded = folded;
        }

        @Override
        public Firing apply(DetectorEvent event) {
            folded[0]++;
            return null;
        }

        @Override
        public Fold copy() {
            return this;
        }

        @Override
        public PartialMatch progress(long at) {
            return PartialMatch.of(folded[0] + " folded");
        }

        @Override
        public void write(StateBytes.Writer out, long reference) {}

        @Override
        public void read(StateBytes.Reader in, long reference) {}
    }

    @Test
    void shouldFoldFewEventsAgainForOneThatComesALittleLate() {
        int[] folded = {0};
        ReorderBuffer timeline = new ReorderBuffer(new Counting(folded));
        OrderingConfig rules = new OrderingConfig(100_000, 100_000, 64);
        Random random = new Random(1);
        for (int i = 0; i < 900; i++) {
            timeline.add(seen(i, i * 10, random), rules, false, firing -> {});
        }
        assertThat(folded[0]).isEqualTo(900);
        timeline.add(seen(900, 8_985, random), rules, false, firing -> {});
        assertThat(folded[0]).as("the first one finds no checkpoint").isEqualTo(900 + 901);
        folded[0] = 0;
        for (int i = 0; i < 50; i++) {
            timeline.add(seen(1_000 + i, 8_900 - i, random), rules, false, firing -> {});
        }
        assertThat(folded[0]).isLessThan(50 * (FoldCheckpoints.EVERY + 50 + 12));
        folded[0] = 0;
        timeline.add(seen(2_000, 1, random), rules, false, firing -> {});
        assertThat(folded[0]).as("before all checkpoints").isEqualTo(952);
    }
}
