package dev.farrier.api.route;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.farrier.api.HttpProblem;
import dev.farrier.api.JsonResponse;
import dev.farrier.api.RequestBodies;
import dev.farrier.api.Routes;
import dev.farrier.api.access.AccessControl;
import dev.farrier.model.Maintenance;
import dev.farrier.model.OperatorInput;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.order.InvalidOrderException;
import dev.farrier.policy.order.MaintenanceSelector;
import dev.farrier.view.JsonObject;
import dev.farrier.view.OrderJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET} and {@code POST /api/v1/maintenance}, {@code DELETE /api/v1/maintenance/{id}}. A maintenance is written as {@code
 * {"selector": "web-01", "for": "2h", "why": "disk swap"}}, with {@code until} and a time instead of {@code for} if one likes; one
 * that selects everything needs {@code "all": true}.
 */
public final class MaintenanceRoutes implements Routes {
    private static final String EXPECTED =
            "an object {\"selector\": \"web-01\", \"for\": \"2h\", \"why\": \"…\"} is expected";

    private final Function<OperatorInput, CompletionStage<Void>> operators;
    private final Supplier<List<Maintenance>> maintenances;
    private final Supplier<Optional<Bundle>> inForce;
    private final InstantSource clock;
    private final Duration timeout;
    private final RequestBodies body = new RequestBodies();

    /**
     * @param operators as of {@link OperatorRoutes}
     * @param maintenances those in force
     * @param inForce the policies in force; empty while there are none
     * @param timeout as of {@link OperatorRoutes}
     */
    public MaintenanceRoutes(
            Function<OperatorInput, CompletionStage<Void>> operators,
            Supplier<List<Maintenance>> maintenances,
            Supplier<Optional<Bundle>> inForce,
            InstantSource clock,
            Duration timeout) {
        this.operators = operators;
        this.maintenances = maintenances;
        this.inForce = inForce;
        this.clock = clock;
        this.timeout = timeout;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(
                "/api/v1/maintenance",
                ctx -> JsonResponse.send(
                        ctx,
                        200,
                        Map.of(
                                "maintenance",
                                maintenances.get().stream().map(OrderJson::of).toList())));
        routes.post("/api/v1/maintenance", this::begin);
        routes.delete("/api/v1/maintenance/{id}", this::end);
    }

    private void begin(Context ctx) {
        body.read(ctx, AccessControl.caller(ctx).isPresent(), timeout, (bytes, deadline) -> {
            Wish wish = OrderBody.read(bytes, Wish.class, EXPECTED);
            wish.checkLengths();
            MaintenanceSelector selected = selected(wish);
            long now = clock.millis();
            long end = TimedOrderBody.end(wish.duration, wish.until, now);
            wish.checkReason();
            OperatorInput.BeginMaintenance order = new OperatorInput.BeginMaintenance(
                    TimedOrderBody.newId(), selected.toString(), end, wish.by(ctx), wish.why(ctx));
            TimedOrderBody.checkLimits(maintenances.get().size(), order.selector(), "selector");
            deadline.await(operators.apply(order));
            JsonResponse.send(
                    ctx,
                    202,
                    OrderJson.of(new Maintenance(
                            order.id(), order.selector(), order.by(), order.why(), now, order.until())));
        });
    }

    private void end(Context ctx) {
        String id = ctx.pathParam("id");
        if (maintenances.get().stream()
                .noneMatch(maintenance -> maintenance.id().equals(id))) {
            throw HttpProblem.of(404, "id", "no maintenance in force has the id '" + id + "'");
        }
        body.read(ctx, AccessControl.caller(ctx).isPresent(), timeout, (bytes, deadline) -> {
            TimedOrderBody.Ending ending = TimedOrderBody.Ending.read(bytes);
            deadline.await(operators.apply(new OperatorInput.EndMaintenance(id, ending.by(ctx), ending.why(ctx))));
            JsonResponse.send(
                    ctx, 202, new JsonObject().put("id", id).put("ended", true).build());
        });
    }

    private MaintenanceSelector selected(Wish wish) {
        Bundle bundle = inForce.get()
                .orElseThrow(() -> HttpProblem.of(
                        503, "", "no policies are in force, so no inventory says which resources there are"));
        try {
            MaintenanceSelector selected = MaintenanceSelector.parse(wish.selector == null ? "" : wish.selector);
            selected.selected(bundle.resources().values(), Boolean.TRUE.equals(wish.all) ? "" : "\"all\": true");
            return selected;
        } catch (InvalidOrderException e) {
            throw HttpProblem.of(400, "selector", String.valueOf(e.getMessage()));
        }
    }

    private record Wish(
            @Nullable String selector,
            @JsonProperty("for") @Nullable String duration,
            @Nullable String until,
            @Nullable Boolean all,
            @Nullable String by,
            @Nullable String why)
            implements TimedOrderBody {}
}
