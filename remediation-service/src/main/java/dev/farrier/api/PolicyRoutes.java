package dev.farrier.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code GET /api/v1/policies?failing=true}: the policies in force here, by name, with their counters; {@code
 * /api/v1/policies/{name}}: one of them. Counters are those of this process.
 */
public final class PolicyRoutes implements Routes {
    private final Supplier<Optional<Listing>> listing;

    /** @param commit of the bundle in force */
    public record Listing(String commit, List<PolicyStatus> policies) {
        public Listing {
            policies = List.copyOf(policies);
        }
    }

    /** @param listing empty while no policies are in force */
    public PolicyRoutes(Supplier<Optional<Listing>> listing) {
        this.listing = listing;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/api/v1/policies", this::list);
        routes.get("/api/v1/policies/{name}", this::show);
    }

    private void list(Context ctx) {
        Listing now = inForce();
        boolean failing = "true".equals(ctx.queryParam("failing"));
        List<Map<String, Object>> policies = now.policies().stream()
                .filter(policy -> !failing || policy.conditionFailed() > 0)
                .map(PolicyRoutes::told)
                .toList();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("commit", now.commit());
        body.put("policies", policies);
        JsonResponse.send(ctx, 200, body);
    }

    private void show(Context ctx) {
        Listing now = inForce();
        String name = ctx.pathParam("name");
        PolicyStatus found = now.policies().stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> HttpProblem.of(404, "name", "no policy '" + name + "' in bundle " + now.commit()));
        Map<String, Object> body = told(found);
        body.put("commit", now.commit());
        JsonResponse.send(ctx, 200, body);
    }

    private Listing inForce() {
        return listing.get().orElseThrow(() -> HttpProblem.of(503, "", "no policies are in force yet"));
    }

    private static Map<String, Object> told(PolicyStatus policy) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("name", policy.name());
        told.put("mode", policy.mode());
        told.put("matched", policy.matched());
        told.put("detections", policy.detections());
        told.put("conditionFailed", policy.conditionFailed());
        PolicyStatus.ConditionFailure failure = policy.failure();
        if (failure != null) {
            told.put("lastError", failure.error());
            told.put("lastErrorAt", Instant.ofEpochMilli(failure.at()).toString());
        }
        told.put("labelMissing", policy.labelMissing());
        told.put("leftOut", policy.leftOut());
        return told;
    }
}
