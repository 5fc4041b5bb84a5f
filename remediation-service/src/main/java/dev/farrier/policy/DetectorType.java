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
     * Reads the detector. Reports what is wrong to the problems of {@code written}, and returns a stand-in then.
     *
     * @param written the map under {@link #key}
     */
    Detector read(MapReader written, DetectorContext context);
}
