package dev.farrier.api.route;

import dev.farrier.api.JsonResponse;
import dev.farrier.api.Routes;
import dev.farrier.view.ExecutorJson;
import dev.farrier.view.Executors.ExecutorStatus;
import io.javalin.config.RoutesConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code GET /api/v1/executors}: those that have reported in the last minute, and the commands of each. */
public final class ExecutorRoutes implements Routes {
    private final Supplier<List<ExecutorStatus>> executors;

    public ExecutorRoutes(Supplier<List<ExecutorStatus>> executors) {
        this.executors = executors;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(
                "/api/v1/executors",
                ctx -> JsonResponse.send(
                        ctx,
                        200,
                        Map.of(
                                "executors",
                                executors.get().stream()
                                        .map(ExecutorJson::executor)
                                        .toList())));
    }
}
