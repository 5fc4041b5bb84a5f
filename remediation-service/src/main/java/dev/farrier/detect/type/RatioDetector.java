package dev.farrier.detect.type;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventDetector;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.StateBytes;
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
import java.util.TreeSet;

/**
 * {@code ratio}: fires at the event at which more than a share of the events in the window, and these are at least so many,
 * meets {@code of}.
 *
 * @param over what is counted as the whole: events that meet any of these or of {@code of}
 * @param above 0 to 1
 */
public record RatioDetector(Set<String> of, Set<String> over, double above, Duration window, int atLeast)
        implements EventDetector {
    public RatioDetector {
        of = Set.copyOf(of);
        over = Set.copyOf(over);
    }

    /** Its keys. */
    public static final class RatioType implements DetectorType {
        private static final YamlMap KEYS = YamlMap.of(
                "ratio",
                "Fires when more than the given share of the events within the window matches of. It fires again only "
                        + "after the share was lower.");
        private static final YamlKey<List<String>> OF = KEYS.required(
                "of",
                DetectorKeys.alternatives().orWrite("name the alternatives whose share is asked for"),
                "The alternatives whose share is compared with the bound.");
        private static final YamlKey<List<String>> OVER = KEYS.optional(
                "over",
                DetectorKeys.alternatives(),
                "The alternatives that are the whole, together with of. Default: all that do not clear the symptom.");
        private static final YamlKey<Double> ABOVE =
                KEYS.required("above", YamlTypes.share(), "The share, at least 0 and less than 1, such as 0.2 or 20%.");
        private static final YamlKey<Duration> WITHIN = DetectorKeys.within(KEYS);
        private static final YamlKey<Integer> AT_LEAST = KEYS.required(
                "atLeast",
                YamlTypes.integer(1, 10_000),
                "How many events the whole must have before the " + "detector fires.");

        @Override
        public YamlMap map() {
            return KEYS;
        }

        @Override
        public Detector read(MapReader written, DetectorContext context) {
            written.find(OF); // reports a missing key, which alternatives() takes for the default
            Set<String> of = written.has(OF) ? context.alternatives(written, OF) : Set.of();
            Set<String> over = context.alternatives(written, OVER);
            if (!of.isEmpty() && of.containsAll(over)) {
                written.error(
                        OVER,
                        "every event that is counted meets 'of', so the share is always 1: name in 'over' what is to be"
                                + " counted as well");
            }
            double above = written.get(ABOVE);
            if (above == 1) {
                written.error(ABOVE, "a share is never above 1: write less");
            }
            Duration within = DetectorKeys.window(written, WITHIN);
            return new RatioDetector(of, over, above, within, written.get(AT_LEAST));
        }
    }

    @Override
    public Set<String> alternatives() {
        Set<String> all = new TreeSet<>(of);
        all.addAll(over);
        return all;
    }

    @Override
    public boolean countsAfresh() {
        return false;
    }

    @Override
    public String explain() {
        return "when more than " + DetectorText.decimal(100 * above) + "% of at least "
                + Phrases.count(atLeast, "event")
                + " (" + Phrases.or(alternatives()) + ") within " + Durations.format(window) + " are " + Phrases.or(of)
                + DetectorText.AGAIN_AFTER;
    }

    @Override
    public void addTo(DetectorHash hash) {
        hash.addSet("ratio", of)
                .addSet("over", over)
                .add("above", above)
                .add("at least", atLeast)
                .add("within", window);
    }

    @Override
    public Fold newFold(NameIndex index) {
        return new RatioFold(this, index);
    }

    /** Keeps of the newest 10,000 events the time, the source and whether it meets {@code of}, and ten ids. */
    private static final class RatioFold extends LevelFold {
        private static final int EVENTS = 10_000;

        private final RatioDetector detector;
        /** How many events of the window meet {@code of}. */
        private int met;

        RatioFold(RatioDetector detector, NameIndex index) {
            super(index, detector.window, EVENTS);
            this.detector = detector;
        }

        @Override
        boolean test(DetectorEvent event) {
            int meets = event.meets(index.of()) ? 1 : 0;
            met += meets;
            add(event, meets);
            return window.size() >= detector.atLeast && share() > detector.above;
        }

        private double share() {
            return (double) met / window.size();
        }

        @Override
        void removeOldest() {
            met -= (int) window.oldest().data();
            super.removeOldest();
        }

        @Override
        Firing fire(DetectorEvent event) {
            return firing(
                    event,
                    met + " of " + window.size() + " events within " + Durations.format(detector.window) + " are "
                            + DetectorText.matches(detector.of) + ": " + DetectorText.number(share()) + ", above "
                            + DetectorText.number(detector.above));
        }

        @Override
        public PartialMatch progress(long at) {
            RatioFold now = (RatioFold) copyAt(at);
            int size = now.window.size();
            return new PartialMatch(
                    now.met + " of " + Phrases.count(size, "event") + " within " + Durations.format(detector.window)
                            + (size == 0 ? "" : " = " + DetectorText.number(100.0 * now.met / size) + "%")
                            + "; fires above " + DetectorText.number(100 * detector.above) + "% of at least "
                            + detector.atLeast + now.untilFalse(),
                    now.window.samples());
        }

        @Override
        public void read(StateBytes.Reader in, long reference) {
            super.read(in, reference);
            window.entries().forEach(entry -> met += (int) entry.data());
        }
    }
}
