package dev.farrier.view;

import dev.farrier.model.Incident;
import dev.farrier.model.Maintenance;
import dev.farrier.model.Texts;
import dev.farrier.policy.DisruptionBudget.Domains;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.budget.Usage;
import dev.farrier.policy.time.Durations;
import dev.farrier.view.Budgets.BudgetStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Budgets as JSON. */
public final class BudgetJson {
    private BudgetJson() {}

    /** A limit that the budget does not have is left out. */
    public static Map<String, Object> budget(BudgetStatus status, long now) {
        Usage usage = status.usage();
        boolean limitsUnhealthy =
                usage.budget().maxUnhealthy() != null || usage.budget().minHealthy() != null;
        return new JsonObject()
                .put("budget", usage.budget().name())
                .put("resources", usage.total())
                .put(
                        "disrupted",
                        used(usage.disrupted(), usage.budget().maxDisrupted() == null ? null : usage.mostDisrupted()))
                .put("unhealthy", used(usage.unhealthy(), limitsUnhealthy ? usage.mostUnhealthy() : null))
                .put(
                        "rateLimit",
                        usage.budget().rateLimits().stream()
                                .map(limit -> runs(usage, limit, now))
                                .toList())
                .put("domains", domains(usage))
                .put(
                        "holders",
                        status.holders().stream()
                                .map(holder -> incident(holder, status.isGone(holder)))
                                .toList())
                .put(
                        "maintenance",
                        status.inMaintenance().entrySet().stream()
                                .map(entry -> maintenance(entry.getKey(), entry.getValue()))
                                .toList())
                .put(
                        "waiting",
                        status.waiting().stream()
                                .map(waiting -> incident(waiting, false))
                                .toList())
                .build();
    }

    private static Map<String, Object> used(Collection<String> names, @Nullable Integer max) {
        return new JsonObject()
                .put("used", names.size())
                .put("max", max)
                .put("left", max == null ? null : Math.max(0, max - names.size()))
                .put("names", List.copyOf(names))
                .build();
    }

    private static Map<String, Object> runs(Usage usage, RateLimit limit, long now) {
        int used = usage.runs(limit, now);
        long roomAt = usage.roomAt(limit, now);
        return new JsonObject()
                .put("per", Durations.format(limit.per()))
                .put("used", used)
                .put("max", limit.max())
                .put("left", Math.max(0, limit.max() - used))
                .put("roomAt", roomAt == 0 ? null : Instant.ofEpochMilli(roomAt).toString())
                .build();
    }

    private static @Nullable Map<String, Object> domains(Usage usage) {
        Domains by = usage.budget().domains();
        return by == null
                ? null
                : new JsonObject()
                        .put("label", by.label())
                        .put("count", usage.domains().size())
                        .put(
                                "disrupted",
                                used(
                                        usage.disruptedDomains(),
                                        by.maxDisrupted() == null ? null : usage.mostDisruptedDomains()))
                        .put(
                                "handsOff",
                                usage.domains().stream()
                                        .filter(usage::isHandsOff)
                                        .map(domain -> domain.label())
                                        .toList())
                        .build();
    }

    private static Map<String, Object> maintenance(String target, Maintenance maintenance) {
        return new JsonObject()
                .put("target", target)
                .put("id", maintenance.id())
                .put("by", maintenance.by())
                .put("why", maintenance.why())
                .put("until", Instant.ofEpochMilli(maintenance.until()).toString())
                .build();
    }

    /** @param gone the inventory has its target no longer */
    private static Map<String, Object> incident(Incident incident, boolean gone) {
        return new JsonObject()
                .put("incident", incident.id())
                .put("policy", incident.policy())
                .put("target", incident.target())
                .put("gone", gone ? true : null)
                .put("state", Texts.code(incident.state()))
                .put("reason", incident.reason().code())
                .put("openedAt", Instant.ofEpochMilli(incident.openedAt()).toString())
                .build();
    }
}
