package dev.farrier.api.route;

import dev.farrier.api.JsonResponse;
import dev.farrier.api.Routes;
import dev.farrier.model.Incident;
import dev.farrier.model.Maintenance;
import dev.farrier.model.StandingHalt;
import dev.farrier.policy.Bundle;
import dev.farrier.view.BudgetJson;
import dev.farrier.view.Budgets;
import dev.farrier.view.Notices;
import io.javalin.config.RoutesConfig;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code GET /api/v1/budgets}: how far each disruption budget is used, who holds it, and what waits; with what is halted or broken. */
public final class BudgetRoutes implements Routes {
    private final Supplier<Optional<Bundle>> inForce;
    private final Function<String, Optional<Bundle>> earlier;
    private final IncidentStore incidents;
    private final Supplier<List<Maintenance>> maintenances;
    private final InstantSource clock;

    /**
     * @param inForce the policies in force; empty while there are none
     * @param earlier as {@link Budgets#of} asks for it
     * @param maintenances those in force
     */
    public BudgetRoutes(
            Supplier<Optional<Bundle>> inForce,
            Function<String, Optional<Bundle>> earlier,
            IncidentStore incidents,
            Supplier<List<Maintenance>> maintenances,
            InstantSource clock) {
        this.inForce = inForce;
        this.earlier = earlier;
        this.incidents = incidents;
        this.maintenances = maintenances;
        this.clock = clock;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/api/v1/budgets", ctx -> JsonResponse.send(ctx, 200, answer()));
    }

    private Map<String, Object> answer() {
        long now = clock.millis();
        Collection<Incident> all = incidents.all();
        List<Maintenance> maintained = maintenances.get();
        List<Map<String, Object>> budgets = inForce.get()
                .map(bundle -> Budgets.of(bundle, earlier, all, maintained, now).stream()
                        .map(status -> BudgetJson.budget(status, now))
                        .toList())
                .orElse(List.of());
        Optional<List<StandingHalt>> halts = incidents.halts();
        List<String> notices = new ArrayList<>();
        if (halts.isEmpty()) {
            notices.add("HALTED or not: that is not known, since Kafka can't be reached");
        }
        notices.addAll(Notices.of(all, halts.orElse(List.of()), maintained, now));
        return Map.of("budgets", budgets, "notices", notices);
    }
}
