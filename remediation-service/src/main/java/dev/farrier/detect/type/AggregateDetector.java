package dev.farrier.detect.type;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventDetector;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.model.Event;
import dev.farrier.policy.Detector;
import dev.farrier.policy.DetectorContext;
import dev.farrier.policy.DetectorHash;
import dev.farrier.policy.DetectorType;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code aggregate}: fires at the event at which a number made of the values in the window is beyond a bound. Events without
 * a value are left out.
 *
 * @param above true: beyond is greater; false: beyond is less
 */
public record AggregateDetector(Set<String> of, AggregateFunction fn, boolean above, double bound, Duration window)
        implements EventDetector {
    public AggregateDetector {
        of = Set.copyOf(of);
    }

    /** Percentiles are those of the nearest rank: of n values in order the ⌈p ÷ 100 · n⌉th. */
    public enum AggregateFunction {
        AVG("average"),
        MIN("smallest"),
        MAX("greatest"),
        SUM("sum"),
        P50("median"),
        P90("90th percentile"),
        P99("99th percentile");

        private final String words;

        AggregateFunction(String words) {
            this.words = words;
        }

        /** Of these values, at least one; sums in their order, for another order gives another rounding. */
        double of(double[] values) {
            return switch (this) {
                case SUM -> Arrays.stream(values).reduce(0, Double::sum);
                case AVG -> SUM.of(values) / values.length;
                case MIN, MAX, P50, P90, P99 -> {
                    double[] sorted = values.clone();
                    Arrays.sort(sorted);
                    yield sorted[rank(values.length) - 1];
                }
            };
        }

        /** Whether {@link #of} is beyond the bound. Called for each event, so for a rank it counts values and sorts none. */
        boolean isBeyond(double[] values, boolean above, double bound) {
            if (this == SUM || this == AVG) {
                return above ? of(values) > bound : of(values) < bound;
            }
            int lesser = 0;
            for (double value : values) {
                lesser += (above ? value <= bound : value < bound) ? 1 : 0;
            }
            return above == lesser < rank(values.length);
        }

        /** The rank of the value among so many; 1 is the smallest. */
        private int rank(int size) {
            return switch (this) {
                case MAX -> size;
                case P50 -> Math.ceilDiv(50 * size, 100);
                case P90 -> Math.ceilDiv(90 * size, 100);
                case P99 -> Math.ceilDiv(99 * size, 100);
                case MIN, AVG, SUM -> 1;
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Its keys. */
    public static final class AggregateType implements DetectorType {
        private static final YamlMap KEYS = YamlMap.of(
                "aggregate",
                "Fires when the aggregate of the values within the window is above or below the bound. It fires again "
                        + "only after the aggregate was within the bound.");
        private static final YamlKey<List<String>> OF = DetectorKeys.of(KEYS);
        private static final YamlKey<AggregateFunction> FN = KEYS.required(
                "fn",
                YamlTypes.choice(AggregateFunction.class),
                "The aggregate function; p50, p90 and p99 are nearest-rank percentiles.");
        private static final YamlKey<Double> ABOVE =
                KEYS.optional("above", YamlTypes.number(), "The bound. One of above and below.");
        private static final YamlKey<Double> BELOW =
                KEYS.optional("below", YamlTypes.number(), "The bound. One of above and below.");
        private static final YamlKey<Duration> WITHIN = DetectorKeys.within(KEYS);

        static {
            KEYS.exactlyOneOf(ABOVE, BELOW);
        }

        @Override
        public YamlMap map() {
            return KEYS;
        }

        @Override
        public Detector read(MapReader written, DetectorContext context) {
            Set<String> of = DetectorKeys.alternativesWithValues(written, OF, context);
            AggregateFunction fn = written.get(FN);
            boolean above = written.has(ABOVE);
            if (above == written.has(BELOW)) {
                written.problems()
                        .error(
                                above ? written.keyLocation(BELOW) : written.location(),
                                "write exactly one of above and below: for both, write two policies");
            }
            double belowBound = written.get(BELOW, 0.0);
            double bound = written.get(ABOVE, belowBound);
            return new AggregateDetector(of, fn, above, bound, DetectorKeys.window(written, WITHIN));
        }
    }

    @Override
    public boolean countsAfresh() {
        return false;
    }

    @Override
    public String explain() {
        return "when the " + fn.words + " of the values of " + Phrases.or(of) + " within " + Durations.format(window)
                + (above ? " is above " : " is below ") + DetectorText.decimal(bound) + DetectorText.AGAIN_AFTER;
    }

    @Override
    public void addTo(DetectorHash hash) {
        hash.addSet("aggregate", of)
                .add("fn", fn.name())
                .add(above ? "above" : "below", bound)
                .add("within", window);
    }

    @Override
    public boolean isComplete(Event event) {
        return ValueFold.hasValue(event);
    }

    @Override
    public long dataOf(Event event) {
        return ValueFold.bits(event);
    }

    @Override
    public Fold newFold(NameIndex index) {
        return new AggregateFold(this, index);
    }

    private static final class AggregateFold extends ValueFold {
        private final AggregateDetector detector;

        AggregateFold(AggregateDetector detector, NameIndex index) {
            super(index, detector.window);
            this.detector = detector;
        }

        @Override
        boolean test(DetectorEvent event) {
            add(event, event.data());
            return detector.fn.isBeyond(values(), detector.above, detector.bound);
        }

        @Override
        Firing fire(DetectorEvent event) {
            return firing(
                    event,
                    detector.fn + " of the " + window.size() + " values of " + DetectorText.names(detector.of)
                            + " within " + Durations.format(detector.window) + " is "
                            + DetectorText.number(detector.fn.of(values())) + (detector.above ? ", above " : ", below ")
                            + DetectorText.number(detector.bound));
        }

        @Override
        public PartialMatch progress(long at) {
            AggregateFold now = (AggregateFold) copyAt(at);
            return new PartialMatch(
                    Phrases.count(now.window.size(), "value") + " within " + Durations.format(detector.window)
                            + (now.window.isEmpty()
                                    ? "; fires when their " + detector.fn + " is"
                                    : ", their " + detector.fn + " is "
                                            + DetectorText.number(detector.fn.of(now.values())) + "; fires when it is")
                            + (detector.above ? " above " : " below ") + DetectorText.number(detector.bound)
                            + now.untilFalse(),
                    now.window.samples());
        }
    }
}
