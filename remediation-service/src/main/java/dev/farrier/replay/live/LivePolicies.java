package dev.farrier.replay.live;

import dev.farrier.policy.Bundle;
import org.jspecify.annotations.Nullable;

/** Under which policies the live run has decided. */
@FunctionalInterface
public interface LivePolicies {
    /** Made ready for replay as those were that are compared; null when they could not be had. */
    @Nullable
    Bundle of(String commit);
}
