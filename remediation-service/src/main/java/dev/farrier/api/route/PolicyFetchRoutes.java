package dev.farrier.api.route;

import dev.farrier.api.HmacSignature;
import dev.farrier.api.HttpProblem;
import dev.farrier.api.JsonResponse;
import dev.farrier.api.RequestBodies;
import dev.farrier.api.RouteGuard;
import dev.farrier.api.Routes;
import dev.farrier.api.access.AccessControl;
import dev.farrier.api.access.AccessRole;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/policies/fetch}: looks for a new commit now. The webhooks of GitHub, GitLab and Gitea can call it; what they
 * say is not read, since the repository says it better.
 */
public final class PolicyFetchRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyFetchRoutes.class);

    /** GitHub's, also sent by Gitea and Forgejo; Gitea's; Gogs'. */
    private static final List<String> SIGNATURES =
            List.of("X-Hub-Signature-256", "X-Gitea-Signature", "X-Forgejo-Signature", "X-Gogs-Signature");

    private static final String GITLAB_TOKEN = "X-Gitlab-Token";
    private static final Duration WITHIN = Duration.ofSeconds(9);

    /** So many requests a minute are taken; a fetch serves all that came before it. */
    private static final int PER_MINUTE = 30;

    private final @Nullable Supplier<String> secret;
    private final AccessControl access;
    private final Runnable fetch;
    private final InstantSource clock;
    private final RequestBodies bodies = new RequestBodies();
    private long minute;
    private int taken;

    /**
     * @param secret what the webhook signs with, read for each request; it throws an {@link IllegalArgumentException} when that
     *     is not there; null: only operators may ask
     * @param fetch starts a fetch and returns
     */
    public PolicyFetchRoutes(
            @Nullable Supplier<String> secret, AccessControl access, Runnable fetch, InstantSource clock) {
        this.secret = secret;
        this.access = access;
        this.fetch = fetch;
        this.clock = clock;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/api/v1/policies/fetch", this::fetch, RouteGuard.BY_SOURCE);
    }

    private void fetch(Context ctx) {
        boolean signed = secret != null && (signature(ctx) != null || ctx.header(GITLAB_TOKEN) != null);
        if (!signed) {
            access.check(ctx, AccessRole.OPERATOR);
        }
        bodies.read(ctx, !signed, WITHIN, (body, deadline) -> {
            if (signed) {
                check(ctx, body);
            }
            if (!admit(clock.millis())) {
                throw HttpProblem.of(429, "", "more than " + PER_MINUTE + " requests a minute; a fetch is under way");
            }
            fetch.run();
            JsonResponse.send(ctx, 202, Map.of("accepted", true));
        });
    }

    private void check(Context ctx, byte[] body) {
        String known = known();
        String signature = signature(ctx);
        String token = ctx.header(GITLAB_TOKEN);
        boolean right = signature == null
                ? token != null
                        && MessageDigest.isEqual(
                                known.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))
                : HmacSignature.matches(known, "", body, signature);
        if (!right) {
            LOG.warn(
                    "Refused a request to fetch policies: its signature or token is not that of policies.git.webhookSecret");
            throw HttpProblem.of(403, "", "the signature or token is not that of policies.git.webhookSecret");
        }
    }

    private String known() {
        try {
            return secret == null ? "" : secret.get();
        } catch (IllegalArgumentException e) {
            LOG.error("policies.git.webhookSecret: {}", e.getMessage());
            throw HttpProblem.unavailable("the secret of the webhook can't be read here; the service's log has more");
        }
    }

    private static @Nullable String signature(Context ctx) {
        for (String header : SIGNATURES) {
            String signature = ctx.header(header);
            if (signature != null) {
                return signature;
            }
        }
        return null;
    }

    private synchronized boolean admit(long now) {
        if (now / 60_000 != minute) {
            minute = now / 60_000;
            taken = 0;
        }
        return ++taken <= PER_MINUTE;
    }
}
