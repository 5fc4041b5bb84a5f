package dev.farrier.detect.type;

import static dev.farrier.detect.state.StateEntry.NEVER;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.fold.TimerDetector;
import dev.farrier.detect.fold.TimerFold;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.policy.Clearing;
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
import org.jspecify.annotations.Nullable;

/**
 * {@code sustained}: a symptom lasts from its first match until an event clears it, or nothing has matched for longer than
 * {@code quietFor}. It fires when it has lasted for {@code for}, at that time: a match at {@code t} and nothing that clears
 * in {@code [t, t + for]}. Once until it was cleared.
 *
 * @param window {@code for}
 */
public record SustainedDetector(Set<String> of, Duration window) implements TimerDetector {
    public SustainedDetector {
        of = Set.copyOf(of);
    }

    /** Its keys. */
    public static final class SustainedType implements DetectorType {
        private static final YamlMap KEYS = YamlMap.of(
                "sustained",
                "Fires once when a symptom has lasted for the given time: there was a match, and since then nothing "
                        + "that clears it. Its sources need liveness.");
        private static final YamlKey<List<String>> OF = DetectorKeys.of(KEYS);
        private static final YamlKey<Duration> FOR =
                DetectorKeys.window(KEYS, "for", "How long the symptom must last.");

        @Override
        public YamlMap map() {
            return KEYS;
        }

        @Override
        public Detector read(MapReader written, DetectorContext context) {
            return new SustainedDetector(context.alternatives(written, OF), DetectorKeys.window(written, FOR));
        }
    }

    @Override
    public String explain() {
        return "when " + Phrases.or(of) + " has lasted for " + Durations.format(window) + "; once, until it is over";
    }

    @Override
    public void addTo(DetectorHash hash) {
        hash.addSet("sustained", of).add("for", window);
    }

    @Override
    public TimerFold newFold(NameIndex index, Clearing clears) {
        return new SustainedFold(
                this, index, clears instanceof Clearing.QuietFor quiet ? quiet.duration() : Duration.ZERO);
    }

    /** Keeps when the symptom began, whether it has fired, and the time, source and id of its ten newest matches. */
    private static final class SustainedFold extends WindowFold implements TimerFold {
        private static final int MATCHES = 10;

        private final SustainedDetector detector;
        private final long lasting;
        /** Milliseconds; 0: silence clears nothing. */
        private final long quietFor;

        private long since = NEVER;
        private boolean fired;

        SustainedFold(SustainedDetector detector, NameIndex index, Duration quietFor) {
            super(index, detector.window);
            this.detector = detector;
            this.lasting = detector.window.toMillis();
            this.quietFor = quietFor.toMillis();
        }

        @Override
        public @Nullable Firing apply(DetectorEvent event) {
            Firing firing = advanceTo(event.time(), NEVER);
            if (event.clears()) {
                end();
            } else {
                since = since == NEVER ? event.time() : since;
                window.add(event, 0);
                if (window.size() > MATCHES) {
                    window.removeOldest();
                }
            }
            return firing;
        }

        @Override
        public @Nullable Firing advanceTo(long clock, long aliveSince) {
            if (since == NEVER) {
                return null;
            }
            long quietAt = quietFor == 0 ? Long.MAX_VALUE : window.newest().time() + quietFor;
            long due = Math.max(since, aliveSince) + lasting;
            Firing firing = null;
            if (!fired && due < clock && due <= quietAt) {
                fired = true;
                firing = new Firing(
                        due,
                        since,
                        0,
                        window.size(),
                        window.sources(index),
                        DetectorText.matches(detector.of) + " for " + Durations.format(detector.window),
                        window.samples());
            }
            if (quietAt < clock) {
                end();
            }
            return firing;
        }

        private void end() {
            since = NEVER;
            fired = false;
            window.clear();
        }

        @Override
        public long dueAfter(DetectorEvent event) {
            return event.clears() ? NEVER : event.time() + lasting;
        }

        @Override
        public long due() {
            return since == NEVER || fired ? NEVER : since + lasting;
        }

        @Override
        public boolean showsSymptom(DetectorEvent event) {
            return !event.clears();
        }

        @Override
        public PartialMatch progress(long at) {
            SustainedFold now = copy();
            now.advanceTo(at, NEVER);
            String whole = Durations.format(detector.window);
            return now.since == NEVER
                    ? PartialMatch.of("it is not so now; fires when it has been so for " + whole)
                    : new PartialMatch(
                            "so for " + Durations.format(Duration.ofMillis(at - now.since)) + " of " + whole,
                            now.window.samples());
        }

        @Override
        public SustainedFold copy() {
            return (SustainedFold) super.copy();
        }

        @Override
        public void write(StateBytes.Writer out, long reference) {
            out.flag(since != NEVER);
            if (since != NEVER) {
                out.signed(since - reference);
            }
            out.flag(fired);
            super.write(out, reference);
        }

        @Override
        public void read(StateBytes.Reader in, long reference) {
            since = in.flag() ? in.signed() + reference : NEVER;
            fired = in.flag();
            super.read(in, reference);
        }
    }
}
