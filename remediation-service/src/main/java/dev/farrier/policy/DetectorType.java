package dev.farrier.policy;

import dev.farrier.policy.keys.Extension;
import dev.farrier.policy.keys.MapReader;

/**
 * A detector of the policy language: {@code detect: {NAME: {…}}}. It adds one key, its own name, to {@code detect}.
 */
public interface DetectorType extends Extension {
    /**
     * The detector as it is written. What is wrong goes to the problems of {@code written}; then a stand-in comes back.
     *
     * @param written the map under the detector's name
     */
    Detector read(MapReader written, DetectorContext context);
}
