package dev.farrier.detect;

import dev.farrier.detect.DetectorEngine.EarlierBundles;
import dev.farrier.model.MatchedEvent.PolicyMatch;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The detectors of the bundle in force, and of earlier ones as long as signals made under those are on their way. */
final class DetectorRegistry {
    private final StateTables tables;
    private final EarlierBundles earlier;
    private final Predicate<String> owns;
    private final Map<String, PolicyDetector> current = new HashMap<>();
    private final Map<PolicyMatch, PolicyDetector> older = new HashMap<>();
    private List<PolicyDetector> timed = List.of();
    private @Nullable Bundle bundle;

    /** @param owns whether a group is of this partition */
    DetectorRegistry(StateTables tables, EarlierBundles earlier, Predicate<String> owns) {
        this.tables = tables;
        this.earlier = earlier;
        this.owns = owns;
    }

    /** The bundle in force; to be called first, with every signal. */
    void follow(Bundle inForce) {
        if (inForce == bundle) {
            return;
        }
        bundle = inForce;
        current.clear();
        older.clear();
        timed = inForce.policies().values().stream()
                .filter(policy ->
                        policy.mode() != Policy.Mode.OFF && policy.detector().trigger() != Detector.Trigger.EVENT)
                .map(policy -> create(inForce, policy))
                .toList();
    }

    /** The detectors that fire when clocks advance, of policies that are not off, by name. */
    List<PolicyDetector> timed() {
        return timed;
    }

    /** Null when no bundle at hand has this detector. */
    @Nullable
    PolicyDetector find(PolicyMatch match) {
        PolicyDetector known = bundle == null ? null : find(bundle, match.policy());
        return known != null && known.policy.detectorHash().equals(match.detector()) ? known : earlier(match);
    }

    /** @throws IllegalArgumentException when the bundle in force has no such policy */
    PolicyDetector inForce(String policy) {
        PolicyDetector known = bundle == null ? null : find(bundle, policy);
        if (known == null) {
            throw new IllegalArgumentException("there is no policy " + policy);
        }
        return known;
    }

    private @Nullable PolicyDetector find(Bundle in, String name) {
        PolicyDetector known = current.get(name);
        Policy policy = known == null ? in.policies().get(name) : null;
        return policy == null ? known : create(in, policy);
    }

    private PolicyDetector create(Bundle of, Policy policy) {
        return current.computeIfAbsent(policy.name(), name -> new PolicyDetector(of, policy, tables, owns));
    }

    private @Nullable PolicyDetector earlier(PolicyMatch match) {
        PolicyMatch key = new PolicyMatch(match.policy(), match.detector(), List.of());
        PolicyDetector known = older.get(key);
        if (known == null) {
            Bundle found =
                    earlier.withDetector(match.policy(), match.detector()).orElse(null);
            Policy policy = found == null ? null : found.policies().get(match.policy());
            if (found == null || policy == null) {
                return null;
            }
            known = new PolicyDetector(found, policy, tables, owns);
            older.put(key, known);
            Policy inForce = bundle == null ? null : bundle.policies().get(match.policy());
            if (inForce != null) {
                PolicyDetector.symptoms(inForce, tables); // the limit of the policy in force counts
            }
        }
        return known;
    }
}
