package dev.farrier.extending;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventDetector;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.detect.type.DetectorKeys;
import dev.farrier.policy.Detector;
import dev.farrier.policy.DetectorContext;
import dev.farrier.policy.DetectorHash;
import dev.farrier.policy.DetectorType;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.text.Phrases;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code everyNth}: fires at every {@code n}th match of a group, however long that takes. The toy of docs/extending.md. */
public record EveryNthDetector(Set<String> of, int n) implements EventDetector {

    /** Its keys. */
    public static final class EveryNthType implements DetectorType {
        private static final YamlMap KEYS = YamlMap.of("everyNth", "Fires at every nth match.");
        private static final YamlKey<List<String>> OF = DetectorKeys.of(KEYS);
        private static final YamlKey<Integer> N = KEYS.required("n", YamlTypes.integer(2, 100), "How many matches.");

        @Override
        public YamlMap map() {
            return KEYS;
        }

        @Override
        public Detector read(MapReader written, DetectorContext context) {
            return new EveryNthDetector(context.alternatives(written, OF), written.get(N));
        }
    }

    @Override
    public Duration window() {
        return Duration.ZERO;
    }

    @Override
    public String explain() {
        return "on every " + n + "th match of " + Phrases.or(of);
    }

    @Override
    public void addTo(DetectorHash hash) {
        hash.addSet("everyNth", of).add("n", n);
    }

    @Override
    public Fold newFold(NameIndex index) {
        return new CountingFold(index, 0);
    }

    /** Keeps how many matches there were since it fired. */
    private final class CountingFold implements Fold {
        private final NameIndex index;
        private int count;

        CountingFold(NameIndex index, int count) {
            this.index = index;
            this.count = count;
        }

        @Override
        public @Nullable Firing apply(DetectorEvent event) {
            count = count + 1 == n ? 0 : count + 1;
            return count == 0 ? Firing.of(event, index, "match number " + n) : null;
        }

        @Override
        public Fold copy() {
            return new CountingFold(index, count);
        }

        @Override
        public PartialMatch progress(long at) {
            return PartialMatch.of(count + " of " + Phrases.count(n, "match"));
        }

        @Override
        public void write(StateBytes.Writer out, long reference) {
            out.number(count);
        }

        @Override
        public void read(StateBytes.Reader in, long reference) {
            count = in.size();
        }
    }
}
