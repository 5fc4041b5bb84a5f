package dev.farrier.api;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Who may change things. */
final class Access {
    private static final String SCHEME = "bearer ";

    private final byte @Nullable [] token;

    Access(@Nullable String token) {
        this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
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
        String header = ctx.header("Authorization");
        boolean bearer = header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        byte[] given =
                bearer ? header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8) : new byte[0];
        // takes the same time however much of it is right
        if (!MessageDigest.isEqual(token, given)) {
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
