package dev.farrier.policy;

import dev.farrier.policy.Source.Origin;
import dev.farrier.policy.keys.Location;
import org.jspecify.annotations.Nullable;

/** What the rest of a source, and of the policy directory, says that its format depends on. */
public interface SourceContext {
    Origin origin();

    /** The preset that the source names, else {@link SourceFormat#defaults}. */
    SourcePreset preset();

    /** Reports, where the source names the format, what is wrong with it. */
    void error(String message);

    /** The content of a file of the policy directory, which becomes part of the bundle; null when there is none: reported. */
    @Nullable
    String file(String path, Location location);
}
