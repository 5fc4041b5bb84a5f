package dev.farrier.detect.type;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventDetector;
import dev.farrier.detect.fold.EventWindow;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.PartialMatch;
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
import org.jspecify.annotations.Nullable;

/** {@code threshold}: fires at the event that makes {@code count} events in the window, then counts afresh. */
public record ThresholdDetector(Set<String> of, int count, Duration window) implements EventDetector {
    public ThresholdDetector {
        of = Set.copyOf(of);
    }

    /** Its keys. */
    public static final class ThresholdType implements DetectorType {
        private static final YamlMap KEYS = YamlMap.of(
                "threshold",
                "Fires on the event that makes count matches within the window, then counts from 0 again.");
        private static final YamlKey<List<String>> OF = DetectorKeys.of(KEYS);
        private static final YamlKey<Integer> COUNT =
                KEYS.required("count", YamlTypes.integer(1, 10_000), "How many matches.");
        private static final YamlKey<Duration> WITHIN = DetectorKeys.within(KEYS);

        @Override
        public YamlMap map() {
            return KEYS;
        }

        @Override
        public Detector read(MapReader written, DetectorContext context) {
            return new ThresholdDetector(
                    context.alternatives(written, OF), written.get(COUNT), DetectorKeys.window(written, WITHIN));
        }
    }

    @Override
    public String explain() {
        return "on " + Phrases.count(count, "match") + " of " + Phrases.or(of) + " within " + Durations.format(window)
                + DetectorText.THEN_AFRESH;
    }

    @Override
    public void addTo(DetectorHash hash) {
        hash.addSet("threshold", of).add("count", count).add("within", window);
    }

    @Override
    public int countedEvents() {
        return count;
    }

    @Override
    public Fold newFold(NameIndex index) {
        return new ThresholdFold(this, index);
    }

    /** Keeps the times and sources of at most {@code count − 1} events, and the ids of the newest ten of them. */
    private static final class ThresholdFold extends WindowFold {
        private final ThresholdDetector detector;

        ThresholdFold(ThresholdDetector detector, NameIndex index) {
            super(index, detector.window);
            this.detector = detector;
        }

        @Override
        public @Nullable Firing apply(DetectorEvent event) {
            evict(event.time());
            window.add(event, 0);
            if (window.size() < detector.count) {
                return null;
            }
            return fireAndClear(
                    event,
                    detector.count + (detector.count == 1 ? " match of " : " matches of ")
                            + DetectorText.names(detector.of) + " within " + Durations.format(detector.window));
        }

        @Override
        public PartialMatch progress(long at) {
            EventWindow now = copyAt(at).window;
            return new PartialMatch(
                    now.size() + " of " + Phrases.count(detector.count, "match") + " within "
                            + Durations.format(detector.window),
                    now.samples());
        }
    }
}
