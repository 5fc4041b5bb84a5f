package dev.farrier.api.route;

import dev.farrier.api.HttpProblem;
import dev.farrier.api.JsonResponse;
import dev.farrier.api.Routes;
import dev.farrier.effect.PolicyEffect;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.time.Durations;
import dev.farrier.view.EffectJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/policies/{name}/effect?since=30d}: what the rungs of a policy were worth. */
public final class EffectRoutes implements Routes {
    private static final Duration DEFAULT = Duration.ofDays(30);

    private final Function<Duration, Map<String, PolicyEffect>> effects;
    private final Supplier<Optional<Bundle>> inForce;

    /**
     * @param effects of a time up to now, by policy; those that had an incident
     * @param inForce the policies in force; empty while there are none
     */
    public EffectRoutes(Function<Duration, Map<String, PolicyEffect>> effects, Supplier<Optional<Bundle>> inForce) {
        this.effects = effects;
        this.inForce = inForce;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/api/v1/policies/{name}/effect", this::show);
    }

    private void show(Context ctx) {
        String name = ctx.pathParam("name");
        Duration window = window(ctx.queryParam("since"));
        PolicyEffect known = effects.apply(window).get(name);
        boolean there = known != null
                || inForce.get()
                        .map(bundle -> bundle.policies().containsKey(name))
                        .orElse(false);
        if (!there) {
            throw HttpProblem.of(404, "name", "no policy '" + name + "' is in force, or had an incident");
        }
        PolicyEffect effect = known == null ? PolicyEffect.none(name) : known;
        JsonResponse.send(ctx, 200, EffectJson.effect(effect, window));
    }

    private static Duration window(@Nullable String since) {
        if (since == null) {
            return DEFAULT;
        }
        try {
            Duration window = Durations.parse(since);
            if (!window.isZero()) {
                return window;
            }
        } catch (IllegalArgumentException e) {
            throw HttpProblem.of(400, "since", String.valueOf(e.getMessage()));
        }
        throw HttpProblem.of(400, "since", "'" + since + "' is no time at all");
    }
}
