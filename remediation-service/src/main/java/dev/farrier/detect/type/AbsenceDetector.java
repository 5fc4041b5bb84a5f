package dev.farrier.detect.type;

import dev.farrier.model.Labels;
import dev.farrier.policy.Detector;
import dev.farrier.policy.DetectorContext;
import dev.farrier.policy.DetectorHash;
import dev.farrier.policy.DetectorType;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.SchemaWriter;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * {@code absence}: a group that has been silent for {@code for}, while its sources are alive. Once until it speaks again. The
 * stage itself keeps when each group was heard, since silence has no event to fold.
 *
 * @param window {@code for}
 */
public record AbsenceDetector(Set<String> of, Duration window, SortedMap<String, String> expected) implements Detector {
    public AbsenceDetector {
        of = Set.copyOf(of);
        expected = Labels.copyOf(expected);
    }

    /** Without expected groups: only a group that spoke can be absent. */
    public AbsenceDetector(Set<String> of, Duration window) {
        this(of, window, Labels.empty());
    }

    /** Its keys. */
    public static final class AbsenceType implements DetectorType {
        private static final YamlMap KEYS = YamlMap.of(
                "absence",
                "Fires when a group that had events has had none for longer than the given time while its sources are "
                        + "alive. It fires once until the group has an event again. Its sources need liveness.");
        private static final YamlKey<List<String>> OF = DetectorKeys.of(KEYS);
        private static final YamlKey<Duration> FOR =
                DetectorKeys.window(KEYS, "for", "How long the group must have no event.");
        private static final YamlKey<SortedMap<String, String>> EXPECTED = KEYS.optional(
                "expected",
                YamlTypes.labels().withSchema(SchemaWriter.of("minProperties", 1)),
                "Resources with these labels are expected to have events, also when they never had one. Then groupBy "
                        + "must be one label, and the target's resource '{group.LABEL}'. Default: only groups that had "
                        + "an event are expected to have more.");

        @Override
        public YamlMap map() {
            return KEYS;
        }

        @Override
        public YamlKey<?> expectedKey() {
            return EXPECTED;
        }

        @Override
        public Detector read(MapReader written, DetectorContext context) {
            return new AbsenceDetector(
                    context.alternatives(written, OF), DetectorKeys.window(written, FOR), written.get(EXPECTED));
        }
    }

    @Override
    public Trigger trigger() {
        return Trigger.SILENCE;
    }

    @Override
    public boolean countsAfresh() {
        return false;
    }

    @Override
    public String explain() {
        return "when " + Phrases.or(of) + " is missing for " + Durations.format(window)
                + ", while its source is known to be alive; once, until the group has an event again";
    }

    @Override
    public void addTo(DetectorHash hash) {
        hash.addSet("absence", of).add("for", window);
    }
}
