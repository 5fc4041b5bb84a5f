package dev.farrier.api.route;

import dev.farrier.api.HttpProblem;
import dev.farrier.api.JsonResponse;
import dev.farrier.api.Routes;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.Texts;
import dev.farrier.model.TimedOrder;
import dev.farrier.view.IncidentJson;
import dev.farrier.view.JsonObject;
import dev.farrier.view.Notices;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * {@code GET /api/v1/incidents?state=open|over|all|<state>&limit=100}, newest first, with what is halted or
 * broken, and {@code /api/v1/incidents/{id}} with its history.
 */
public final class IncidentRoutes implements Routes {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final IncidentStore incidents;
    private final Supplier<List<TimedOrder>> orders;
    private final InstantSource clock;

    /** @param orders those in force */
    public IncidentRoutes(IncidentStore incidents, Supplier<List<TimedOrder>> orders, InstantSource clock) {
        this.incidents = incidents;
        this.orders = orders;
        this.clock = clock;
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
        Optional<List<StandingHalt>> halts = incidents.halts();
        List<String> notices = new ArrayList<>();
        if (halts.isEmpty()) {
            notices.add("HALTED or not: that is not known, since Kafka can't be reached");
        }
        notices.addAll(Notices.of(incidents.all(), halts.orElse(List.of()), orders.get(), clock.millis()));
        JsonResponse.send(
                ctx,
                200,
                new JsonObject()
                        .put("incidents", found)
                        .put("notices", notices)
                        .put(
                                "halts",
                                halts.map(all -> all.stream()
                                                .map(IncidentRoutes::fields)
                                                .toList())
                                        .orElse(null))
                        .build());
    }

    private void show(Context ctx) {
        String id = ctx.pathParam("id");
        Incident incident = incidents
                .byId(id)
                .orElseThrow(() -> HttpProblem.of(404, "id", "no incident '" + id + "', or no longer kept"));
        JsonResponse.send(ctx, 200, IncidentJson.story(incident, incidents.audit(id)));
    }

    private static Map<String, Object> fields(StandingHalt halt) {
        return new JsonObject()
                .code("scope", halt.scope().kind())
                .put("name", halt.scope().name())
                .put("calls", halt.calls())
                .put("by", halt.by())
                .put("why", halt.why())
                .put("since", Instant.ofEpochMilli(halt.at()).toString())
                .build();
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
