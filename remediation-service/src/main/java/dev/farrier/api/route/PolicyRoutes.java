package dev.farrier.api.route;

import dev.farrier.api.HttpProblem;
import dev.farrier.api.JsonResponse;
import dev.farrier.api.Routes;
import dev.farrier.view.JsonObject;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code GET /api/v1/policies/commits} and {@code /status}: which commits there were, and where policies come from; {@code GET
 * /api/v1/policies?failing=true}: the policies in force here, by name, with their counters; {@code
 * /api/v1/policies/{name}}: one of them. Counters are those of this process.
 */
public final class PolicyRoutes implements Routes {
    private final Supplier<Optional<Listing>> listing;
    private final Supplier<List<Map<String, Object>>> commits;
    private final Supplier<Map<String, Object>> status;

    /** @param commit of the bundle in force */
    public record Listing(String commit, List<PolicyStatus> policies) {
        public Listing {
            policies = List.copyOf(policies);
        }
    }

    /**
     * @param listing empty while no policies are in force
     * @param commits the newest first, as JSON
     * @param status of the place that they come from, as JSON
     */
    public PolicyRoutes(
            Supplier<Optional<Listing>> listing,
            Supplier<List<Map<String, Object>>> commits,
            Supplier<Map<String, Object>> status) {
        this.listing = listing;
        this.commits = commits;
        this.status = status;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/api/v1/policies", this::list);
        routes.get(
                "/api/v1/policies/commits",
                ctx -> JsonResponse.send(
                        ctx, 200, new JsonObject().put("commits", commits.get()).build()));
        routes.get("/api/v1/policies/status", ctx -> JsonResponse.send(ctx, 200, status.get()));
        routes.get("/api/v1/policies/{name}", this::show);
    }

    private void list(Context ctx) {
        Listing now = inForce();
        boolean failing = "true".equals(ctx.queryParam("failing"));
        List<Map<String, Object>> policies = now.policies().stream()
                .filter(policy -> !failing || policy.conditionFailed() > 0)
                .map(policy -> json(policy).build())
                .toList();
        JsonResponse.send(
                ctx,
                200,
                new JsonObject()
                        .put("commit", now.commit())
                        .put("policies", policies)
                        .build());
    }

    private void show(Context ctx) {
        Listing now = inForce();
        String name = ctx.pathParam("name");
        PolicyStatus found = now.policies().stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> HttpProblem.of(404, "name", "no policy '" + name + "' in bundle " + now.commit()));
        JsonResponse.send(ctx, 200, json(found).put("commit", now.commit()).build());
    }

    private Listing inForce() {
        return listing.get().orElseThrow(() -> HttpProblem.of(503, "", "no policies are in force yet"));
    }

    private static JsonObject json(PolicyStatus policy) {
        JsonObject json = new JsonObject()
                .put("name", policy.name())
                .put("mode", policy.mode())
                .put("matched", policy.matched())
                .put("detections", policy.detections())
                .put("conditionFailed", policy.conditionFailed());
        PolicyStatus.ConditionFailure failure = policy.failure();
        if (failure != null) {
            json.put("lastError", failure.error())
                    .put("lastErrorAt", Instant.ofEpochMilli(failure.at()).toString());
        }
        return json.put("labelMissing", policy.labelMissing()).put("leftOut", policy.leftOut());
    }
}
