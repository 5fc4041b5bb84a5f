package dev.farrier.api.route;

import dev.farrier.api.HttpProblem;
import dev.farrier.api.JsonResponse;
import dev.farrier.api.Routes;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Texts;
import dev.farrier.view.IncidentJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * {@code GET /api/v1/incidents?state=open|over|all|<state>&limit=100}, newest first, and {@code /api/v1/incidents/{id}}
 * with its history.
 */
public final class IncidentRoutes implements Routes {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final IncidentStore incidents;

    public IncidentRoutes(IncidentStore incidents) {
        this.incidents = incidents;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/api/v1/incidents", this::list);
        routes.get("/api/v1/incidents/{id}", this::show);
    }

    private void list(Context ctx) {
        int limit = limit(ctx);
        List<Map<String, Object>> found = incidents.all().stream()
                .filter(state(ctx))
                .sorted(Comparator.comparingLong(Incident::openedAt).reversed().thenComparing(Incident::id))
                .limit(limit)
                .map(IncidentJson::summary)
                .toList();
        JsonResponse.send(ctx, 200, Map.of("incidents", found));
    }

    private void show(Context ctx) {
        String id = ctx.pathParam("id");
        Incident incident = incidents
                .byId(id)
                .orElseThrow(() -> HttpProblem.of(404, "id", "no incident '" + id + "', or no longer kept"));
        JsonResponse.send(ctx, 200, IncidentJson.story(incident, incidents.audit(id)));
    }

    private static Predicate<Incident> state(Context ctx) {
        String state = ctx.queryParam("state");
        if (state == null || state.equals("all")) {
            return incident -> true;
        }
        if (state.equals("open")) {
            return incident -> !incident.state().isOver();
        }
        if (state.equals("over")) {
            return incident -> incident.state().isOver();
        }
        for (IncidentState known : IncidentState.values()) {
            if (Texts.code(known).equals(state.toLowerCase(Locale.ROOT))) {
                return incident -> incident.state() == known;
            }
        }
        throw HttpProblem.of(
                400, "state", "'" + state + "' is none of open, over, all, or a state such as remediating");
    }

    private static int limit(Context ctx) {
        String limit = ctx.queryParam("limit");
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        boolean number = limit.matches("[0-9]{1,4}");
        if (!number || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > MAX_LIMIT) {
            throw HttpProblem.of(400, "limit", "'" + limit + "' is not a number from 1 to " + MAX_LIMIT);
        }
        return Integer.parseInt(limit);
    }
}
