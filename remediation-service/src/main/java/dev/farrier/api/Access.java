package dev.farrier.api;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Who may change things. */
final class Access {
    private final @Nullable String token;

    Access(@Nullable String token) {
        this.token = token;
    }

    /** @throws Problem 401 or 403 */
    void check(Context ctx) {
        if (token == null) {
            if (!fromThisMachine(ctx.req().getRemoteAddr())) {
                throw Problem.of(
                        403, "", "without http.token only requests from this machine are obeyed; configure one");
            }
            return;
        }
        if (!BearerToken.isCarriedBy(ctx, token)) {
            throw Problem.of(401, "", "send the configured http.token as 'Authorization: Bearer …'");
        }
    }

    static boolean fromThisMachine(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /**
     * A page that somebody looks at in a browser must not reach an API on the same machine: browsers name the page's
     * origin with everything they post.
     *
     * @throws Problem 403
     */
    static void refuseOtherSites(Context ctx) {
        String origin = ctx.header("Origin");
        String host = ctx.header("Host");
        boolean reads =
                ctx.req().getMethod().equals("GET") || ctx.req().getMethod().equals("HEAD");
        if (!reads && origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            throw Problem.of(403, "", "requests from pages of other sites (" + origin + ") are not obeyed");
        }
    }
}
