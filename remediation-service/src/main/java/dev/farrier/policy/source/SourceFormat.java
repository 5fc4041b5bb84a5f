package dev.farrier.policy.source;

import dev.farrier.model.EventKind;
import dev.farrier.policy.keys.Extension;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import java.util.List;

/**
 * A format of sources: {@code format: NAME}. The keys that only it needs stand in the {@code spec} of a Source. A format that
 * sources can be read by also implements {@code dev.farrier.ingest.IngestFormat}.
 */
public interface SourceFormat extends Extension {
    /** The keys that it adds to the {@code spec} of a Source. With another format they are an error. */
    @Override
    default List<YamlKey<?>> keys() {
        return List.of();
    }

    /** The kind of its events where the source names none. */
    EventKind kind();

    /** Whether the source's {@code time} and {@code event} say which field becomes what; false: the format knows. */
    default boolean mapped() {
        return true;
    }

    /** Whether an event has a value only where the source's {@code event} names its field; false: a record may bring its own. */
    default boolean valueIsMapped() {
        return false;
    }

    /** Whether this key of {@code event} has a meaning. */
    default boolean takes(String eventKey) {
        return mapped() || eventKey.equals("kind");
    }

    /** Whether its records have objects, whose fields are named with dots. */
    default boolean hasObjects() {
        return true;
    }

    /** The receivers of the HTTP API whose bodies are of this format. */
    default List<String> receivers() {
        return List.of();
    }

    /** The preset of a source that names none. */
    default SourcePreset defaults() {
        return SourcePreset.plain(kind(), mapped() ? "message" : "");
    }

    /** Well-known tools that write this format, for {@code preset: NAME}. */
    default List<SourcePreset> presets() {
        return List.of();
    }

    /** Reads {@link #keys}. Reports what is wrong to the problems of {@code spec}, and returns a stand-in then. */
    default FormatSettings read(MapReader spec, SourceContext context) {
        return context.preset().settings();
    }
}
