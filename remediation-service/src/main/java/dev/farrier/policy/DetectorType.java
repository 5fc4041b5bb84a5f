package dev.farrier.policy;

import dev.farrier.policy.keys.MapExtension;
import dev.farrier.policy.keys.MapReader;

/** A detector of the policy language: {@code detect: {NAME: {…}}}. */
public interface DetectorType extends MapExtension {
    /**
     * The detector as it is written. What is wrong goes to the problems of {@code written}; then a stand-in comes back.
     *
     * @param written the map under {@link #key}
     */
    Detector read(MapReader written, DetectorContext context);
}
