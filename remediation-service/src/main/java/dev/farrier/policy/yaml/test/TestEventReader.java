package dev.farrier.policy.yaml.test;

import static dev.farrier.policy.keys.SchemaWriter.of;

import dev.farrier.model.EventKind;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.text.Nearest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code event} of a step. */
final class TestEventReader {
    static final YamlMap EVENT =
            YamlMap.of("testEvent", "An event that a source sends: as a line that the source reads, or as fields.");
    private static final YamlKey<String> SOURCE =
            EVENT.required("source", YamlTypes.filled("write the name of a Source"), "The name of a Source.");
    private static final YamlKey<String> LINE =
            EVENT.optional("line", YamlTypes.text(), "A raw record in the source's format.");
    private static final YamlKey<String> NAME = EVENT.optional("name", YamlTypes.text(), "The event's name.");
    private static final YamlKey<String> SEVERITY =
            EVENT.optional("severity", YamlTypes.text(), "The event's severity.");
    private static final YamlKey<String> MESSAGE = EVENT.optional("message", YamlTypes.text(), "The event's message.");
    private static final YamlKey<SortedMap<String, String>> LABELS =
            EVENT.optional("labels", YamlTypes.anyTexts(), "The event's labels.");
    private static final YamlKey<Scalar> VALUE =
            EVENT.optional("value", YamlTypes.scalar().withSchemaOf(YamlTypes.number()), "The event's value.");
    private static final YamlKey<Status> STATUS =
            EVENT.optional("status", YamlTypes.choice(Status.class), Status.FIRING, "Only for sources of alerts.");

    static {
        EVENT.condition(of("dependentSchemas", of("line", of("properties", of("labels", false)))));
    }

    private enum Status {
        FIRING,
        RESOLVED
    }

    private final Bundle bundle;

    TestEventReader(Bundle bundle) {
        this.bundle = bundle;
    }

    /** Null after a problem that leaves nothing to emit. */
    @Nullable
    TestEvent read(MapReader written) {
        String source = written.find(SOURCE);
        String line = written.find(LINE);
        if (line != null && written.has(LABELS)) {
            written.error(LABELS, "'" + written.path(LABELS) + "' has no meaning with 'line': remove it");
        }
        TestEvent event = new TestEvent(
                source == null ? "" : source,
                line,
                written.get(NAME),
                written.get(SEVERITY),
                written.get(MESSAGE),
                line == null ? written.get(LABELS) : new TreeMap<>(Map.of()),
                value(written),
                written.get(STATUS) == Status.RESOLVED);
        if (source == null) {
            return null;
        }
        Source known = bundle.sources().get(source);
        if (known == null) {
            written.error(
                    SOURCE,
                    "unknown source '" + source + "'"
                            + Nearest.hint(source, bundle.sources().keySet()));
            return null;
        }
        if (written.has(STATUS) && known.event().kind() != EventKind.ALERT) {
            written.error(
                    STATUS, "only alerts fire and resolve, and source '" + known.name() + "' has none: remove it");
        }
        return event;
    }

    private static @Nullable Double value(MapReader written) {
        Scalar value = written.find(VALUE);
        if (value == null) {
            return null;
        }
        try {
            return Double.valueOf(value.text());
        } catch (NumberFormatException e) {
            written.error(VALUE, "'" + value.text() + "' is not a number");
            return null;
        }
    }
}
