package dev.farrier.detect.fold;

import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Alternative;
import java.util.Collection;
import java.util.List;

/**
 * Numbers for the names of sources and alternatives, as a detector's state has them. They are the same for every policy with
 * the same detector hash.
 *
 * @param sources of all alternatives, sorted
 * @param alternatives names, as in the policy; 64 at most
 * @param of the alternatives whose events count, one bit for each
 */
public record NameIndex(List<String> sources, List<String> alternatives, long of) {
    public NameIndex {
        sources = List.copyOf(sources);
        alternatives = List.copyOf(alternatives);
    }

    public static NameIndex of(Policy policy) {
        List<String> names =
                policy.alternatives().stream().map(Alternative::name).toList();
        return new NameIndex(
                List.copyOf(policy.sources()),
                names,
                mask(names, policy.detector().of()));
    }

    /** One bit for each of these alternatives; names that the policy does not have are left out. */
    public long mask(Collection<String> names) {
        return mask(alternatives, names);
    }

    private static long mask(List<String> alternatives, Collection<String> names) {
        long mask = 0;
        for (String name : names) {
            int index = alternatives.indexOf(name);
            if (index >= 0) {
                mask |= 1L << index;
            }
        }
        return mask;
    }

    /** A source that the policy does not name, as an edited one may still have it, counts as the first. */
    public int source(String name) {
        return Math.max(0, sources.indexOf(name));
    }
}
