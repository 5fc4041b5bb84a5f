package dev.farrier.policy.source;

import dev.farrier.policy.problem.Location;
import dev.farrier.policy.source.Source.Origin;
import org.jspecify.annotations.Nullable;

/** The parts of a source, and of the policy directory, that its format depends on. */
public interface SourceContext {
    Origin origin();

    /** The preset that the source names, else {@link SourceFormat#defaults}. */
    SourcePreset preset();

    /** Reports a problem at the name of the format. */
    void error(String message);

    /** The content of a file of the policy directory, which becomes part of the bundle; null when there is none: reported. */
    @Nullable
    String file(String path, Location location);
}
