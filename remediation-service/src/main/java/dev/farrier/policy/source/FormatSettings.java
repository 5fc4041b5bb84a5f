package dev.farrier.policy.source;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values of the keys that a format adds to a source. Implementations are records, since sources are compared. */
public interface FormatSettings {
    FormatSettings NONE = new FormatSettings() {};

    /** The fields that a record has, of nested ones the outermost; null: any. */
    default @Nullable Set<String> fields() {
        return null;
    }

    /** For alerts: how long after an alert has resolved another server may still report the firing that has ended. */
    default Duration haGrace() {
        return Duration.ZERO;
    }

    /** Whether a schema registry must answer before a record can be read. */
    default boolean needsSchemaRegistry() {
        return false;
    }
}
