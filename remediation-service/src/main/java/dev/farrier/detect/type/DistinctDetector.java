package dev.farrier.detect.type;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventDetector;
import dev.farrier.detect.fold.EventWindow;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.StableHash;
import dev.farrier.model.Event;
import dev.farrier.policy.Detector;
import dev.farrier.policy.DetectorContext;
import dev.farrier.policy.DetectorHash;
import dev.farrier.policy.DetectorType;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code distinct}: fires at the event that makes {@code count} different values of a label in the window, then counts afresh.
 *
 * @param countedLabel events without it are left out
 */
public record DistinctDetector(Set<String> of, String countedLabel, int count, Duration window)
        implements EventDetector {
    public DistinctDetector {
        of = Set.copyOf(of);
    }

    /** Its keys. */
    public static final class DistinctType implements DetectorType {
        private static final YamlMap KEYS = YamlMap.of(
                "distinct",
                "Fires on the event that makes count different values of the label within the window, then counts from "
                        + "0 again.");
        private static final YamlKey<List<String>> OF = DetectorKeys.of(KEYS);
        private static final YamlKey<String> LABEL = KEYS.required(
                "label",
                YamlTypes.name(NameRule.LABEL, "name the label whose different values count"),
                "The label whose values are counted; or name, message, severity, source. Not one of groupBy.");
        private static final YamlKey<Integer> COUNT =
                KEYS.required("count", YamlTypes.integer(2, 1_000), "How many different values.");
        private static final YamlKey<Duration> WITHIN = DetectorKeys.within(KEYS);

        @Override
        public YamlMap map() {
            return KEYS;
        }

        @Override
        public Detector read(MapReader written, DetectorContext context) {
            Set<String> of = context.alternatives(written, OF);
            String label = written.get(LABEL);
            if (!label.isEmpty()) {
                context.checkLabel(written, LABEL, label, of);
                if (context.groupBy().contains(label)) {
                    written.error(
                            LABEL,
                            "all events of a group have the same '" + label
                                    + "': remove it from groupBy, or count another label");
                }
            }
            return new DistinctDetector(of, label, written.get(COUNT), DetectorKeys.window(written, WITHIN));
        }
    }

    @Override
    public String explain() {
        return "on matches of " + Phrases.or(of) + " with " + Phrases.count(count, "different value") + " of "
                + countedLabel + " within " + Durations.format(window) + DetectorText.THEN_AFRESH;
    }

    @Override
    public void addTo(DetectorHash hash) {
        hash.addSet("distinct", of)
                .add("label", countedLabel)
                .add("count", count)
                .add("within", window);
    }

    @Override
    public boolean isComplete(Event event) {
        return !event.label(countedLabel).isEmpty();
    }

    /** The hash of the label's value. */
    @Override
    public long dataOf(Event event) {
        return StableHash.of(event.label(countedLabel));
    }

    @Override
    public int countedEvents() {
        return count;
    }

    @Override
    public Fold newFold(NameIndex index) {
        return new DistinctFold(this, index);
    }

    /** Keeps of at most {@code count − 1} values the hash and the newest event's time and source, and ten ids. */
    private static final class DistinctFold extends WindowFold {
        private final DistinctDetector detector;

        DistinctFold(DistinctDetector detector, NameIndex index) {
            super(index, detector.window);
            this.detector = detector;
        }

        @Override
        public @Nullable Firing apply(DetectorEvent event) {
            evict(event.time());
            window.replaceData(value -> value == event.data() ? 0 : value);
            window.add(event, event.data());
            if (window.size() < detector.count) {
                return null;
            }
            return fireAndClear(
                    event,
                    detector.count + " different values of " + detector.countedLabel + " in "
                            + DetectorText.matches(detector.of) + " within " + Durations.format(detector.window));
        }

        @Override
        public PartialMatch progress(long at) {
            EventWindow now = copyAt(at).window;
            return new PartialMatch(
                    now.size() + " of " + Phrases.count(detector.count, "value") + " of " + detector.countedLabel
                            + " within " + Durations.format(detector.window),
                    now.samples());
        }
    }
}
