package dev.farrier.api.access;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A bearer token.
 *
 * @param name of its owner; is in the audit
 * @param roles at least one
 */
public record ApiToken(String name, Set<AccessRole> roles, String secret) {
    private static final String SCHEME = "bearer ";

    public ApiToken {
        roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
        if (name.isBlank() || secret.isBlank()) {
            throw new IllegalArgumentException("a token needs a name and a secret");
        }
    }

    boolean allows(AccessRole role) {
        return role == AccessRole.VIEWER || roles.contains(role);
    }

    /** Whether the request has {@code Authorization: Bearer SECRET}. It takes the same time however much of it is right. */
    public static boolean isShownBy(Context ctx, String secret) {
        String header = ctx.header("Authorization");
        boolean bearer = header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        byte[] given =
                bearer ? header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8) : new byte[0];
        return MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), given);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "token " + name;
    }
}
