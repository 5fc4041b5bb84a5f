package dev.farrier.api.access;

import dev.farrier.api.HttpProblem;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Who may do what. Without tokens everybody may read, and only requests from this machine may change something. */
public final class AccessControl {
    /** Name of the token of {@code http.token}, which several may know. */
    public static final String SHARED = "token";

    private static final String CALLER = "farrier.caller";

    /** Headers that a proxy adds: the client behind it need not be on this machine. */
    private static final List<String> PROXY = List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    private final List<ApiToken> tokens;

    /** @throws IllegalArgumentException when two have the same name or secret */
    public AccessControl(List<ApiToken> tokens) {
        this.tokens = List.copyOf(tokens);
        Set<String> names = new HashSet<>();
        Set<String> secrets = new HashSet<>();
        for (ApiToken token : tokens) {
            if (!names.add(token.name())) {
                throw new IllegalArgumentException("two tokens are named " + token.name());
            }
            if (!secrets.add(token.secret())) {
                throw new IllegalArgumentException("the token of " + token.name() + " is also another's");
            }
        }
    }

    /** Whether anybody who reaches the port may read. */
    public boolean isOpen() {
        return tokens.isEmpty();
    }

    /** Runs before each route that is not {@link dev.farrier.api.RouteGuard guarded} otherwise, so that no new route can forget it. */
    public void guard(Context ctx) {
        if (ctx.routeRoles().isEmpty()) {
            check(ctx, reads(ctx) ? AccessRole.VIEWER : AccessRole.OPERATOR);
        }
    }

    /** @throws HttpProblem 401 without a token, 403 when its role is not enough */
    public void check(Context ctx, AccessRole role) {
        if (tokens.isEmpty()) {
            if (role != AccessRole.VIEWER && !fromThisMachine(ctx)) {
                throw HttpProblem.of(
                        403, "", "without http.tokens only requests from this machine are obeyed; configure some");
            }
            return;
        }
        ApiToken token = shown(ctx);
        if (!token.allows(role)) {
            throw HttpProblem.of(
                    403,
                    "",
                    "the token of " + token.name() + " does not have the role "
                            + role.name().toLowerCase(Locale.ROOT));
        }
        ctx.attribute(CALLER, token.name());
    }

    /**
     * The person who asks, by a token of their own.
     *
     * @throws HttpProblem 401 without a token, 403 with one that several share
     */
    public ApiToken person(Context ctx) {
        if (tokens.stream().allMatch(token -> token.name().equals(SHARED))) {
            throw HttpProblem.of(403, "", "only the owner of a token of http.tokens is heard here: configure some");
        }
        ApiToken token = shown(ctx);
        if (token.name().equals(SHARED)) {
            throw HttpProblem.of(403, "", "http.token is nobody's own: send a token of http.tokens");
        }
        ctx.attribute(CALLER, token.name());
        return token;
    }

    private ApiToken shown(Context ctx) {
        ApiToken found = null;
        for (ApiToken token : tokens) {
            if (ApiToken.isShownBy(ctx, token.secret())) {
                found = token;
            }
        }
        if (found == null) {
            throw HttpProblem.of(401, "", "send one of the configured http.tokens as 'Authorization: Bearer …'");
        }
        return found;
    }

    /** Name of the token that let this request in; empty: it needed none. */
    public static Optional<String> caller(Context ctx) {
        return Optional.ofNullable(ctx.<String>attribute(CALLER));
    }

    private static boolean fromThisMachine(Context ctx) {
        return fromThisMachine(ctx.req().getRemoteAddr()) && PROXY.stream().noneMatch(name -> ctx.header(name) != null);
    }

    public static boolean fromThisMachine(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean reads(Context ctx) {
        String method = ctx.req().getMethod();
        return method.equals("GET") || method.equals("HEAD");
    }

    /**
     * Refuses requests that a page of another site makes in a browser on this machine: browsers send the page's origin with
     * everything that they post.
     *
     * @throws HttpProblem 403
     */
    public static void refuseOtherSites(Context ctx) {
        String origin = ctx.header("Origin");
        String host = ctx.header("Host");
        if (!reads(ctx) && origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            throw HttpProblem.of(403, "", "requests from pages of other sites (" + origin + ") are not obeyed");
        }
    }
}
