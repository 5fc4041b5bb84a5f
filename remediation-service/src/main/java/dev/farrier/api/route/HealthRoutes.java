package dev.farrier.api.route;

import dev.farrier.api.JsonResponse;
import dev.farrier.api.RouteGuard;
import dev.farrier.api.Routes;
import io.javalin.config.RoutesConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** {@code /healthz}: this process answers. {@code /readyz}: it can do its work. {@code /metrics}: in Prometheus' text format. */
public final class HealthRoutes implements Routes {
    private final Supplier<List<ReadinessCheck>> readiness;
    private final Supplier<String> metrics;

    public HealthRoutes(Supplier<List<ReadinessCheck>> readiness, Supplier<String> metrics) {
        this.readiness = readiness;
        this.metrics = metrics;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/healthz", ctx -> JsonResponse.send(ctx, 200, Map.of("alive", true)), RouteGuard.OPEN);
        routes.get(
                "/readyz",
                ctx -> {
                    List<ReadinessCheck> checks = readiness.get();
                    boolean ready = checks.stream().allMatch(ReadinessCheck::ok);
                    JsonResponse.send(
                            ctx,
                            ready ? 200 : 503,
                            new Ready(ready, checks.stream().map(Shown::of).toList()));
                },
                RouteGuard.OPEN);
        routes.get(
                "/metrics",
                ctx -> ctx.contentType("text/plain; version=0.0.4; charset=utf-8")
                        .result(metrics.get()),
                RouteGuard.OPEN);
    }

    private record Ready(boolean ready, List<Shown> checks) {}

    private record Shown(String name, boolean ok, String state, String detail) {
        static Shown of(ReadinessCheck check) {
            return new Shown(check.name(), check.ok(), check.state().name().toLowerCase(Locale.ROOT), check.detail());
        }
    }
}
