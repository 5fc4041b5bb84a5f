package dev.farrier.detect.type;

import dev.farrier.policy.Detector;
import dev.farrier.policy.DetectorContext;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.SchemaWriter;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The keys that detectors have in common. */
public final class DetectorKeys {
    /** Longer ones outlast the topics that they would have to be restored from. */
    private static final Duration LONGEST = Duration.ofDays(30);

    private DetectorKeys() {}

    /** {@code of}: the alternatives that count, read by {@link DetectorContext#alternatives}. */
    public static YamlKey<List<String>> of(YamlMap keys) {
        return keys.optional(
                "of", alternatives(), "Alternatives that count. Default: all that do not clear the symptom.");
    }

    /** Names of alternatives, one or a list. */
    static YamlType<List<String>> alternatives() {
        return YamlTypes.oneOrMore(alternative());
    }

    static YamlType<String> alternative() {
        return YamlType.ofScalar("alternative", (scalar, path, map) -> scalar.text())
                .orWrite("name an alternative of match")
                .schema(writer -> SchemaWriter.of("type", List.of("string", "number", "boolean")))
                .withSchema(SchemaWriter.of("description", "The name of an alternative under match."))
                .named("alternativeName");
    }

    /** {@code within}, read by {@link #window(MapReader, YamlKey)}. */
    public static YamlKey<Duration> within(YamlMap keys) {
        return window(keys, "within", "The length of the window: how far back events count.");
    }

    static YamlKey<Duration> window(YamlMap keys, String name, String description) {
        return keys.required(name, YamlTypes.positiveDuration(LONGEST), description);
    }

    /** Warns of a window that the topic of signals does not keep. */
    public static Duration window(MapReader written, YamlKey<Duration> key) {
        Duration window = written.get(key);
        if (window.compareTo(Detector.SIGNAL_RETENTION) > 0) {
            String retention = Durations.format(Detector.SIGNAL_RETENTION);
            written.problems()
                    .warning(
                            written.location(key),
                            "'" + written.path(key) + "' is " + Durations.format(window)
                                    + ", and the topic signals keeps events for " + retention
                                    + " unless configured otherwise: if what was counted is ever lost, the older ones stay"
                                    + " lost; write at most " + retention
                                    + ", or give the topic a longer retention.ms");
        }
        return window;
    }

    /** As {@link DetectorContext#alternatives}, of which events with a value count. */
    static Set<String> alternativesWithValues(MapReader written, YamlKey<?> of, DetectorContext context) {
        Set<String> alternatives = context.alternatives(written, of);
        context.checkValues(written, of, alternatives);
        return alternatives;
    }
}
