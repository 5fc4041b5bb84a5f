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
import java.util.List;
import java.util.Set;

/**
 * {@code deviation}: fires at the event whose value is further from the mean of the values before it in the window than
 * {@code sigmas} times their standard deviation (of the population, not of a sample). It never fires with fewer than ten values
 * before the event. Events without a value are left out.
 *
 * @param window how far back the values count that an event is compared with, its own not among them
 */
public record DeviationDetector(Set<String> of, double sigmas, Duration window) implements EventDetector {
    public DeviationDetector {
        of = Set.copyOf(of);
    }

    /** Its keys. */
    public static final class DeviationType implements DetectorType {
        private static final YamlMap KEYS = YamlMap.of(
                "deviation",
                "Fires on a value that is further from the mean of the baseline than the given number of standard "
                        + "deviations, if the baseline has at least 10 values.");
        private static final YamlKey<List<String>> OF = DetectorKeys.of(KEYS);
        private static final YamlKey<Double> SIGMAS =
                KEYS.required("sigmas", YamlTypes.number(1, 100), "How many standard deviations.");
        private static final YamlKey<Duration> BASELINE =
                DetectorKeys.window(KEYS, "baseline", "How far back values count.");

        @Override
        public YamlMap map() {
            return KEYS;
        }

        @Override
        public Detector read(MapReader written, DetectorContext context) {
            return new DeviationDetector(
                    DetectorKeys.alternativesWithValues(written, OF, context),
                    written.get(SIGMAS),
                    DetectorKeys.window(written, BASELINE));
        }
    }

    @Override
    public boolean countsAfresh() {
        return false;
    }

    @Override
    public String explain() {
        return "on a value of " + Phrases.or(of) + " that is more than " + DetectorText.decimal(sigmas)
                + " standard deviations from the mean of the " + Durations.format(window) + " before it"
                + DetectorText.AGAIN_AFTER;
    }

    @Override
    public void addTo(DetectorHash hash) {
        hash.addSet("deviation", of).add("sigmas", sigmas).add("baseline", window);
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
        return new DeviationFold(this, index);
    }

    /**
     * The values that a new one is compared with.
     *
     * @param first the oldest: distances from it are added up, so that values that are all the same have exactly no deviation
     * @param mean distance of the mean from {@code first}
     */
    private record Baseline(int size, double first, double mean, double deviation) {
        static Baseline of(double[] values) {
            double first = values.length == 0 ? 0 : values[0];
            double sum = 0;
            for (double value : values) {
                sum += value - first;
            }
            double mean = sum / values.length;
            double squares = 0;
            for (double value : values) {
                double distance = value - first - mean;
                squares += distance * distance;
            }
            return new Baseline(values.length, first, mean, Math.sqrt(squares / values.length));
        }
    }

    private static final class DeviationFold extends ValueFold {
        private static final int AT_LEAST = 10;

        private final DeviationDetector detector;
        /** What the event that was applied last was compared with. */
        private Baseline baseline = Baseline.of(new double[0]);

        DeviationFold(DeviationDetector detector, NameIndex index) {
            super(index, detector.window);
            this.detector = detector;
        }

        @Override
        boolean test(DetectorEvent event) {
            baseline = Baseline.of(values());
            add(event, event.data());
            return baseline.size >= AT_LEAST
                    && Math.abs(Double.longBitsToDouble(event.data()) - baseline.first - baseline.mean)
                            > detector.sigmas * baseline.deviation;
        }

        @Override
        Firing fire(DetectorEvent event) {
            return Firing.of(
                    event,
                    index,
                    DetectorText.names(detector.of) + " is "
                            + DetectorText.number(Double.longBitsToDouble(event.data()))
                            + ", mean of the " + baseline.size + " values within " + Durations.format(detector.window)
                            + " before is " + DetectorText.number(baseline.first + baseline.mean)
                            + " with a standard deviation of " + DetectorText.number(baseline.deviation));
        }

        @Override
        public PartialMatch progress(long at) {
            DeviationFold now = (DeviationFold) copyAt(at);
            Baseline values = Baseline.of(now.values());
            return new PartialMatch(
                    Phrases.count(values.size, "value") + " within " + Durations.format(detector.window)
                            + (values.size == 0
                                    ? ""
                                    : ", mean " + DetectorText.number(values.first + values.mean)
                                            + ", standard deviation " + DetectorText.number(values.deviation))
                            + (values.size < AT_LEAST ? ", of at least " + AT_LEAST : "")
                            + "; fires at one further than " + DetectorText.number(detector.sigmas)
                            + " standard deviations from the mean" + untilFalse(),
                    now.window.samples());
        }
    }
}
