package dev.farrier.stream.topology;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import java.util.Optional;

/** The policies as the stream threads see them: compiled elsewhere, swapped whole. Thread-safe. */
public interface ActivePolicies extends Bundles {
    /**
     * What is in force now; never half-loaded.
     *
     * @throws IllegalStateException before the first bundle was loaded: ingest must not run then
     */
    CompiledBundle current();

    /** The policies that detections are made by; without any while none can be used here. */
    Bundle inForce();

    /** The newest bundle at hand whose policy of this name has this detector hash. */
    Optional<Bundle> withDetector(String policy, String detector);
}
