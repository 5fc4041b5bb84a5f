package dev.farrier.policy;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who can answer about rungs that ask for approval, as the configuration of a service says.
 *
 * @param roles name of a token → its roles, in lower case
 */
public record Approvers(SortedMap<String, SortedSet<String>> roles) {
    public Approvers {
        roles = new TreeMap<>(roles);
    }

    /** The names of those whom this approval asks, sorted. */
    public SortedSet<String> of(Approval approval) {
        SortedSet<String> found = new TreeSet<>();
        roles.forEach((name, has) -> {
            if (approval.asks(name, has)) {
                found.add(name);
            }
        });
        return found;
    }
}
