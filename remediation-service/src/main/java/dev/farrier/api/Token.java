package dev.farrier.api;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What somebody shows to be let in.
 *
 * @param name whose it is; stands in the audit
 * @param roles at least one
 */
public record Token(String name, Set<AccessRole> roles, String secret) {
    public Token {
        roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
        if (name.isBlank() || secret.isBlank()) {
            throw new IllegalArgumentException("a token needs a name and a secret");
        }
    }

    boolean allows(AccessRole role) {
        return role == AccessRole.VIEWER || roles.contains(role);
    }

    /** The secret is nobody's business. */
    @Override
    public String toString() {
        return "token " + name;
    }
}
