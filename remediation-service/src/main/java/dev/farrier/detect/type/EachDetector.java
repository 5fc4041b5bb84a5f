package dev.farrier.detect.type;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventDetector;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.model.Event;
import dev.farrier.policy.Detector;
import dev.farrier.policy.DetectorContext;
import dev.farrier.policy.DetectorHash;
import dev.farrier.policy.DetectorType;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.text.Phrases;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** {@code each}: every match fires, at its own time. Keeps nothing. */
public record EachDetector(Set<String> of) implements EventDetector {
    public EachDetector {
        of = Set.copyOf(of);
    }

    /** Its keys. */
    public static final class EachType implements DetectorType {
        private static final YamlMap KEYS = YamlMap.of("each", "Fires on every match.");
        private static final YamlKey<List<String>> OF = DetectorKeys.of(KEYS);

        @Override
        public YamlMap map() {
            return KEYS;
        }

        @Override
        public Detector read(MapReader written, DetectorContext context) {
            return new EachDetector(context.alternatives(written, OF));
        }
    }

    @Override
    public Duration window() {
        return Duration.ZERO;
    }

    @Override
    public String explain() {
        return "on every " + Phrases.or(of);
    }

    @Override
    public void addTo(DetectorHash hash) {
        hash.addSet("each", of);
    }

    @Override
    public String because(Event event, Firing firing) {
        return event.alert() == null || event.name().isEmpty() ? firing.because() : "alert " + event.name() + " firing";
    }

    @Override
    public Fold newFold(NameIndex index) {
        return new EachFold(index);
    }

    private final class EachFold implements Fold {
        private final NameIndex index;

        EachFold(NameIndex index) {
            this.index = index;
        }

        @Override
        public Firing apply(DetectorEvent event) {
            return Firing.of(event, index, "a match of " + DetectorText.names(of));
        }

        @Override
        public PartialMatch progress(long at) {
            return PartialMatch.of("each match fires");
        }

        @Override
        public Fold copy() {
            return this;
        }

        @Override
        public void write(StateBytes.Writer out, long reference) {}

        @Override
        public void read(StateBytes.Reader in, long reference) {}

        @Override
        public boolean isOrdered() {
            return false;
        }
    }
}
