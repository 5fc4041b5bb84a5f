package dev.farrier.stream.inspect;

import dev.farrier.stream.admin.Acl;
import java.util.Optional;
import java.util.Set;

/**
 * A consumer group as the cluster describes it to this user.
 *
 * @param members consumers in it now; 0 when there is no such group
 * @param allowed what this user may do; empty when the broker does not say, as for a group that does not exist
 */
public record GroupFacts(String name, int members, Optional<Set<Acl.Operation>> allowed) {
    public GroupFacts {
        allowed = allowed.map(Set::copyOf);
    }
}
