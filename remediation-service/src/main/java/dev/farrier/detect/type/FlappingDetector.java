package dev.farrier.detect.type;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventDetector;
import dev.farrier.detect.fold.EventWindow;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
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
import org.jspecify.annotations.Nullable;

/**
 * {@code flapping}: fires at the event that makes {@code transitions} transitions in the window, then counts afresh. An alert
 * that begins or ends is a transition. Any other event is one if it does not meet the alternative that the last one stood
 * for; it then stands for the first that it meets.
 */
public record FlappingDetector(Set<String> of, int transitions, Duration window) implements EventDetector {
    private static final long ALERT = 1;

    public FlappingDetector {
        of = Set.copyOf(of);
    }

    /** Its keys. */
    public static final class FlappingType implements DetectorType {
        private static final YamlMap KEYS = YamlMap.of(
                "flapping",
                "Fires on the event that makes the given number of transitions within the window, then "
                        + "counts from 0 again.");
        private static final YamlKey<List<String>> OF = DetectorKeys.of(KEYS);
        private static final YamlKey<Integer> TRANSITIONS =
                KEYS.required("transitions", YamlTypes.integer(2, 1_000), "How many changes.");
        private static final YamlKey<Duration> WITHIN = DetectorKeys.within(KEYS);

        @Override
        public YamlMap map() {
            return KEYS;
        }

        @Override
        public Detector read(MapReader written, DetectorContext context) {
            Set<String> of = context.alternatives(written, OF);
            Set<Boolean> alerts = new TreeSet<>();
            context.sources(of).forEach(source -> alerts.add(source.event().kind() == EventKind.ALERT));
            if (alerts.size() > 1) {
                written.error(
                        OF,
                        "alerts flap between firing and resolved, other events between alternatives: name only one sort");
            } else if (alerts.contains(false) && of.size() == 1) {
                written.error(OF, "one alternative can't flap: name at least two, such as those that say up and down");
            }
            return new FlappingDetector(of, written.get(TRANSITIONS), DetectorKeys.window(written, WITHIN));
        }
    }

    @Override
    public boolean countsTransitions() {
        return true;
    }

    @Override
    public String explain() {
        return "on " + Phrases.count(transitions, "transition") + " of " + Phrases.or(of) + " within "
                + Durations.format(window) + DetectorText.THEN_AFRESH;
    }

    @Override
    public void addTo(DetectorHash hash) {
        hash.addSet("flapping", of).add("transitions", transitions).add("within", window);
    }

    @Override
    public long dataOf(Event event) {
        return event.alert() == null ? 0 : ALERT;
    }

    @Override
    public int countedEvents() {
        return transitions;
    }

    @Override
    public Fold newFold(NameIndex index) {
        return new FlappingFold(this, index);
    }

    /**
     * Keeps the alternative that the last event stood for, the times and sources of at most {@code transitions − 1} events,
     * and ten ids.
     */
    private static final class FlappingFold extends WindowFold {
        private final FlappingDetector detector;
        /** One bit; 0: none yet. */
        private long alternative;

        FlappingFold(FlappingDetector detector, NameIndex index) {
            super(index, detector.window);
            this.detector = detector;
        }

        @Override
        public @Nullable Firing apply(DetectorEvent event) {
            evict(event.time());
            if (!isTransition(event)) {
                return null;
            }
            window.add(event, 0);
            if (window.size() < detector.transitions) {
                return null;
            }
            return fireAndClear(
                    event,
                    detector.transitions + " changes of " + DetectorText.list(detector.of) + " within "
                            + Durations.format(detector.window));
        }

        private boolean isTransition(DetectorEvent event) {
            if (event.data() == ALERT) {
                return true;
            }
            if (event.meets(alternative)) {
                return false;
            }
            boolean first = alternative == 0;
            alternative = Long.lowestOneBit(event.alternatives() & index.of());
            return !first;
        }

        @Override
        public PartialMatch progress(long at) {
            EventWindow now = copyAt(at).window;
            return new PartialMatch(
                    now.size() + " of " + Phrases.count(detector.transitions, "transition") + " within "
                            + Durations.format(detector.window),
                    now.samples());
        }

        @Override
        public void write(StateBytes.Writer out, long reference) {
            out.number(alternative);
            super.write(out, reference);
        }

        @Override
        public void read(StateBytes.Reader in, long reference) {
            alternative = in.number();
            super.read(in, reference);
        }
    }
}
