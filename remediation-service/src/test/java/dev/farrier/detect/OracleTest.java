package dev.farrier.detect;

import static dev.farrier.detect.Fixture.detections;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.RandomCases;
import dev.farrier.detect.type.AggregateDetector;
import dev.farrier.detect.type.AggregateDetector.AggregateFunction;
import dev.farrier.detect.type.AllDetector;
import dev.farrier.detect.type.DeviationDetector;
import dev.farrier.detect.type.DistinctDetector;
import dev.farrier.detect.type.EachDetector;
import dev.farrier.detect.type.FlappingDetector;
import dev.farrier.detect.type.RatioDetector;
import dev.farrier.detect.type.SequenceDetector;
import dev.farrier.detect.type.ThresholdDetector;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.policy.Detector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random streams through the real detectors and through their definitions. In order, both fire at the same events. Out of
 * order within the lateness, and with events delivered again, the real ones fire at exactly those events at which the
 * definition fires on what has come in so far, in its order: so none is missed, and more come only from what was not known
 * yet.
 */
class OracleTest {
    private static final int STREAMS = RandomCases.of(1_000);
    private static final int EVENTS = 60;
    private static final String[] HOSTS = {"a", "b"};
    private static final String[] ALTERNATIVES = {"bad", "good", "a", "b", "c"};

    /** What is drawn for one stream. */
    private record Trial(Detector detector, ReferenceDetector reference) {}

    /** Draws the detector's parameters. */
    private interface Draw {
        Trial trial(Random random);
    }

    /** How the stream comes. */
    enum Way {
        IN_ORDER,
        RESTARTED_AFTER_EVERY_EVENT,
        OUT_OF_ORDER,
        OUT_OF_ORDER_AGAIN_AND_RESTARTED
    }

    private static final Map<String, Draw> DETECTORS = new TreeMap<>(Map.of(
            "each", OracleTest::each,
            "threshold", OracleTest::threshold,
            "distinct", OracleTest::distinct,
            "sequence", OracleTest::sequence,
            "all", OracleTest::all,
            "flapping", OracleTest::flapping,
            "ratio", OracleTest::ratio,
            "aggregate", OracleTest::aggregate,
            "deviation", OracleTest::deviation));

    private static Trial each(Random random) {
        Set<String> of = some(random);
        return new Trial(new EachDetector(of), ReferenceDetectors.each(of));
    }

    private static Trial threshold(Random random) {
        Set<String> of = some(random);
        int count = 1 + random.nextInt(6);
        long within = within(random);
        return new Trial(
                new ThresholdDetector(of, count, Duration.ofMillis(within)),
                ReferenceDetectors.threshold(of, count, within));
    }

    private static Trial distinct(Random random) {
        Set<String> of = some(random);
        int count = 2 + random.nextInt(3);
        long within = within(random);
        return new Trial(
                new DistinctDetector(of, "user", count, Duration.ofMillis(within)),
                ReferenceDetectors.distinct(of, count, within));
    }

    private static Trial sequence(Random random) {
        List<Set<String>> steps = new ArrayList<>();
        for (int i = 2 + random.nextInt(3); i > 0; i--) {
            steps.add(some(random));
        }
        Set<String> unless = random.nextBoolean() ? Set.of() : Set.of(ALTERNATIVES[random.nextInt(5)]);
        long within = within(random);
        return new Trial(
                new SequenceDetector(steps, Duration.ofMillis(within), unless),
                ReferenceDetectors.sequence(steps, within, unless));
    }

    private static Trial all(Random random) {
        Set<String> of = some(random);
        long within = within(random);
        return new Trial(new AllDetector(of, Duration.ofMillis(within)), ReferenceDetectors.all(of, within));
    }

    private static Trial flapping(Random random) {
        Set<String> of = some(random);
        int transitions = 2 + random.nextInt(4);
        long within = within(random);
        return new Trial(
                new FlappingDetector(of, transitions, Duration.ofMillis(within)),
                ReferenceDetectors.flapping(of, transitions, within, List.of(ALTERNATIVES)));
    }

    private static Trial ratio(Random random) {
        Set<String> of = some(random);
        Set<String> over = some(random);
        double above = random.nextInt(10) / 10.0;
        int atLeast = 1 + random.nextInt(4);
        long within = within(random);
        return new Trial(
                new RatioDetector(of, over, above, Duration.ofMillis(within), atLeast),
                ReferenceDetectors.ratio(of, over, above, within, atLeast));
    }

    private static Trial aggregate(Random random) {
        Set<String> of = some(random);
        AggregateFunction fn = AggregateFunction.values()[random.nextInt(AggregateFunction.values().length)];
        boolean above = random.nextBoolean();
        double bound = random.nextInt(fn == AggregateFunction.SUM ? 300 : 100);
        long within = within(random);
        return new Trial(
                new AggregateDetector(of, fn, above, bound, Duration.ofMillis(within)),
                ReferenceDetectors.aggregate(of, fn, above, bound, within));
    }

    private static Trial deviation(Random random) {
        Set<String> of = Set.of(ALTERNATIVES);
        double sigmas = 1 + random.nextDouble() / 2;
        long baseline = 20 * within(random);
        return new Trial(
                new DeviationDetector(of, sigmas, Duration.ofMillis(baseline)),
                ReferenceDetectors.deviation(of, sigmas, baseline));
    }

    private static Set<String> some(Random random) {
        Set<String> some = new TreeSet<>();
        while (some.isEmpty()) {
            for (String alternative : ALTERNATIVES) {
                if (random.nextInt(3) == 0) {
                    some.add(alternative);
                }
            }
        }
        return some;
    }

    private static long within(Random random) {
        return 1 + random.nextInt(60_000);
    }

    private static Stream<Arguments> trials() {
        return DETECTORS.keySet().stream()
                .flatMap(detector -> Arrays.stream(Way.values()).map(way -> Arguments.of(detector, way)));
    }

    @ParameterizedTest
    @MethodSource("trials")
    void shouldFireWhereDefinitionFires(String detector, Way way) {
        Draw draw = DETECTORS.getOrDefault(detector, random -> null);
        int fired = 0;
        int more = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            Random random = new Random(seed);
            Trial trial = draw.trial(random);
            long lateness = way == Way.IN_ORDER && seed % 2 == 0 ? 0 : 1 + random.nextInt(30_000);
            List<OracleEvent> events = events(random);
            List<OracleEvent> arrivals = arrivals(events, way, lateness, random);
            Fixture f = Fixture.of(trial.detector, Fixture.quiet(), lateness);
            Incremental definition = new Incremental(trial.reference, lateness);
            for (OracleEvent said : arrivals) {
                assertThat(firedAt(
                                f.matched(
                                        event(said),
                                        said.host(),
                                        said.alternatives().toArray(String[]::new)),
                                events))
                        .as("%s, seed %s, %s ms late, %s", trial.detector, seed, lateness, said)
                        .isEqualTo(definition.arrives(said));
                if (way == Way.RESTARTED_AFTER_EVERY_EVENT || way == Way.OUT_OF_ORDER_AGAIN_AND_RESTARTED) {
                    f.restart();
                }
            }
            for (String host : HOSTS) {
                List<OracleEvent> exact = trial.reference.firings(
                        events.stream().filter(said -> said.host().equals(host)).toList());
                assertThat(definition.told).as("none is missed").containsAll(exact);
                fired += exact.size();
                more -= exact.size();
            }
            more += definition.told.size();
            if (way == Way.IN_ORDER || way == Way.RESTARTED_AFTER_EVERY_EVENT) {
                assertThat(more).isZero();
            }
        }
        assertThat(fired).as("enough to compare").isGreaterThan(STREAMS / 2);
    }

    private static List<OracleEvent> events(Random random) {
        List<OracleEvent> events = new ArrayList<>();
        long time = 1_000_000;
        int[] chances = {1 + random.nextInt(3), 1 + random.nextInt(12)};
        for (int i = 0; i < EVENTS; i++) {
            time += random.nextInt(3) < chances[0] ? random.nextInt(1_000 * chances[1]) : 0;
            Set<String> alternatives = new TreeSet<>(Set.of(ALTERNATIVES[random.nextInt(ALTERNATIVES.length)]));
            if (random.nextInt(5) == 0) {
                alternatives.add(ALTERNATIVES[random.nextInt(ALTERNATIVES.length)]);
            }
            events.add(new OracleEvent(
                    i,
                    HOSTS[random.nextInt(HOSTS.length)],
                    time,
                    alternatives,
                    random.nextInt(10) == 0 ? "" : "u" + random.nextInt(5),
                    random.nextInt(10) == 0 ? null : (double) random.nextInt(100)));
        }
        return events;
    }

    /** In the order of arrival: each at most {@code lateness} behind a later one of its group, some of them again. */
    private static List<OracleEvent> arrivals(List<OracleEvent> events, Way way, long lateness, Random random) {
        if (way == Way.IN_ORDER || way == Way.RESTARTED_AFTER_EVERY_EVENT) {
            return events;
        }
        Map<OracleEvent, Long> at = new java.util.HashMap<>();
        events.forEach(said -> at.put(said, said.time() + random.nextLong(lateness + 1)));
        List<OracleEvent> arrivals = new ArrayList<>(events);
        arrivals.sort(java.util.Comparator.comparingLong(at::get));
        if (way == Way.OUT_OF_ORDER_AGAIN_AND_RESTARTED) {
            for (int i = arrivals.size() - 1; i > 0; i--) {
                if (random.nextInt(4) == 0) {
                    arrivals.add(Math.min(arrivals.size(), i + 1 + random.nextInt(6)), arrivals.get(i));
                }
            }
        }
        return arrivals;
    }

    private static Event event(OracleEvent said) {
        TreeMap<String, String> labels = new TreeMap<>(Map.of("host", said.host()));
        if (!said.label().isEmpty()) {
            labels.put("user", said.label());
        }
        return new Event(
                "e" + said.number(), "syslog", EventKind.LOG, said.time(), "", "", "", labels, said.value(), null);
    }

    /** The newest sample of a detection is the event that it fired at. */
    private static List<OracleEvent> firedAt(List<DeciderInput> out, List<OracleEvent> events) {
        return detections(out).stream()
                .map(detection -> events.get(
                        Integer.parseInt(detection.samples().getLast().substring(1))))
                .toList();
    }

    /** The definition, asked anew at each arrival. */
    private static final class Incremental {
        private final ReferenceDetector reference;
        private final long lateness;
        private final List<OracleEvent> known = new ArrayList<>();
        final Set<OracleEvent> told = new HashSet<>();

        Incremental(ReferenceDetector reference, long lateness) {
            this.reference = reference;
            this.lateness = lateness;
        }

        List<OracleEvent> arrives(OracleEvent said) {
            if (known.contains(said)) {
                return List.of();
            }
            List<OracleEvent> group = new ArrayList<>();
            long newest = said.time();
            for (OracleEvent other : known) {
                if (other.host().equals(said.host())) {
                    newest = Math.max(newest, other.time());
                    group.add(other);
                }
            }
            assertThat(said.time()).isGreaterThanOrEqualTo(newest - lateness);
            known.add(said);
            group.add(said);
            group.sort(OracleEvent.ORDER);
            return reference.firings(group).stream().filter(told::add).toList();
        }
    }
}
