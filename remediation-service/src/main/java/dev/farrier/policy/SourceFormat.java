package dev.farrier.policy;

import dev.farrier.policy.keys.Extension;

/** A format of sources: {@code format: NAME}. It adds the keys that only it needs to the {@code spec} of a Source. */
public interface SourceFormat extends Extension {}
