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
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code all}: fires at the event with which each of the alternatives was met in the window, in any order, then counts
 * afresh.
 */
public record AllDetector(Set<String> of, Duration window) implements EventDetector {
    public AllDetector {
        of = Set.copyOf(of);
    }

    /** Its keys. */
    public static final class AllType implements DetectorType {
        private static final YamlMap KEYS = YamlMap.of(
                "all",
                "Fires when each alternative has matched within the window, in any order, then counts from 0 "
                        + "again.");
        private static final YamlKey<List<String>> OF = KEYS.optional(
                "of",
                DetectorKeys.alternatives(),
                "At least two alternatives. Default: all that do not clear the symptom.");
        private static final YamlKey<Duration> WITHIN = DetectorKeys.within(KEYS);

        @Override
        public YamlMap map() {
            return KEYS;
        }

        @Override
        public Detector read(MapReader written, DetectorContext context) {
            Set<String> of = context.alternatives(written, OF);
            if (of.size() == 1) {
                written.error(
                        OF, "all of one alternative is each of it: name at least two, or write each or threshold");
            }
            return new AllDetector(of, DetectorKeys.window(written, WITHIN));
        }
    }

    @Override
    public String explain() {
        return "on " + Phrases.and(of.stream().sorted().toList()) + ", in any order, within " + Durations.format(window)
                + DetectorText.THEN_AFRESH;
    }

    @Override
    public void addTo(DetectorHash hash) {
        hash.addSet("all", of).add("within", window);
    }

    @Override
    public Fold newFold(NameIndex index) {
        return new AllFold(this, index);
    }

    /** Keeps the newest event of each alternative, with the alternatives whose newest it is, and ten ids. */
    private static final class AllFold extends WindowFold {
        private final AllDetector detector;

        AllFold(AllDetector detector, NameIndex index) {
            super(index, detector.window);
            this.detector = detector;
        }

        @Override
        public @Nullable Firing apply(DetectorEvent event) {
            evict(event.time());
            long alternatives = event.alternatives() & index.of();
            window.replaceData(older -> older & ~alternatives);
            window.add(event, alternatives);
            if (met(window) != index.of()) {
                return null;
            }
            return fireAndClear(
                    event,
                    "each of " + DetectorText.list(detector.of) + " within " + Durations.format(detector.window));
        }

        private static long met(EventWindow window) {
            long met = 0;
            for (EventWindow.Entry entry : window.entries()) {
                met |= entry.data();
            }
            return met;
        }

        @Override
        public PartialMatch progress(long at) {
            EventWindow now = copyAt(at).window;
            long missing = index.of() & ~met(now);
            String names = detector.of.stream()
                    .sorted()
                    .filter(name -> (index.mask(Set.of(name)) & missing) != 0)
                    .collect(Collectors.joining(", "));
            return new PartialMatch(
                    Long.bitCount(met(now)) + " of " + Long.bitCount(index.of()) + " within "
                            + Durations.format(detector.window) + "; missing: " + names,
                    now.samples());
        }
    }
}
