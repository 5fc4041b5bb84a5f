package dev.farrier.stream.topology;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import java.util.Optional;

/** The policies that the stream threads use: compiled on another thread and swapped as a whole. Thread-safe. */
public interface ActivePolicies extends Bundles {
    /**
     * The active bundle.
     *
     * @throws IllegalStateException before the first bundle was loaded: ingest must not run then
     */
    CompiledBundle current();

    /** The bundle that detections are made under; an empty one while none can be used here. */
    Bundle inForce();

    /**
     * Waits while the first policies are still being compiled: the state is read meanwhile, but nothing must be decided without them.
     *
     * @throws IllegalStateException when the service stops meanwhile
     */
    default void awaitFirst() {}

    /** The newest known bundle whose policy of this name has this detector hash. */
    Optional<Bundle> withDetector(String policy, String detector);
}
