package dev.farrier.policy.yaml.test;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.Source;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.yaml.tree.Fields;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code event} of a step. */
final class TestEventReader {
    private final Bundle bundle;

    TestEventReader(Bundle bundle) {
        this.bundle = bundle;
    }

    /** Null after a problem that leaves nothing to say. */
    @Nullable
    TestEvent read(Fields event) {
        Scalar source = event.requireScalar("source", "write the name of a Source");
        Scalar line = event.scalar("line");
        boolean resolved = event.choice("status", Status.class, Status.FIRING) == Status.RESOLVED;
        TestEvent read = new TestEvent(
                source == null ? "" : source.text(),
                line == null ? null : line.text(),
                event.text("name", ""),
                event.text("severity", ""),
                event.text("message", ""),
                line == null ? PolicyTestReader.texts(event, "labels") : new TreeMap<>(),
                value(event),
                resolved);
        if (source == null) {
            return null;
        }
        Source known = bundle.sources().get(source.text());
        if (known == null) {
            event.problems()
                    .error(
                            source.location(),
                            "unknown source '" + source.text() + "'"
                                    + Nearest.hint(
                                            source.text(), bundle.sources().keySet()));
            return null;
        }
        if (event.has("status") && known.format() != Source.InputFormat.ALERTMANAGER) {
            event.error(
                    "status", "only alerts fire and resolve, and source '" + known.name() + "' has none: remove it");
        }
        return read;
    }

    private enum Status {
        FIRING,
        RESOLVED
    }

    private static @Nullable Double value(Fields event) {
        Scalar value = event.scalar("value");
        if (value == null) {
            return null;
        }
        try {
            return Double.valueOf(value.text());
        } catch (NumberFormatException e) {
            event.error("value", "'" + value.text() + "' is not a number");
            return null;
        }
    }
}
