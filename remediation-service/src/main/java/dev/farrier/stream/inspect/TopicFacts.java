package dev.farrier.stream.inspect;

import dev.farrier.stream.admin.Acl;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A topic as the cluster describes it to this user.
 *
 * @param partitions 0 unless it exists and may be described
 * @param replicas of the partition that has the fewest
 * @param inSync replicas of the partition that has the fewest in sync
 * @param leaderless partitions without a leader
 * @param settings effective values under Kafka's names; empty when they may not be read
 * @param allowed what this user may do; empty when the broker does not say
 */
public record TopicFacts(
        String name,
        Existence existence,
        int partitions,
        int replicas,
        int inSync,
        List<Integer> leaderless,
        SortedMap<String, String> settings,
        Optional<Set<Acl.Operation>> allowed) {
    public enum Existence {
        EXISTS,
        MISSING,
        /** This user may not describe it, so it may exist or not. */
        HIDDEN
    }

    public TopicFacts {
        leaderless = List.copyOf(leaderless);
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        allowed = allowed.map(Set::copyOf);
    }

    public boolean exists() {
        return existence == Existence.EXISTS;
    }
}
