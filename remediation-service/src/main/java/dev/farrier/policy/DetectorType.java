package dev.farrier.policy;

import dev.farrier.policy.keys.MapExtension;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import org.jspecify.annotations.Nullable;

/** A detector of the policy language: {@code detect: {NAME: {…}}}. */
public interface DetectorType extends MapExtension {
    /** The key of {@link #map} whose value is {@link Detector#expected}; null: the detector has none. */
    default @Nullable YamlKey<?> expectedKey() {
        return null;
    }

    /**
     * The detector as it is written. What is wrong goes to the problems of {@code written}; then a stand-in comes back.
     *
     * @param written the map under {@link #key}
     */
    Detector read(MapReader written, DetectorContext context);
}
