package dev.farrier.policy.budget;

import dev.farrier.model.Resource;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.DisruptionBudget.Domains;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.budget.BudgetUsage.Health;
import dev.farrier.policy.budget.BudgetUsage.Runs;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How far a budget is used. */
public final class Usage {
    private final DisruptionBudget budget;
    private final TreeSet<String> selected = new TreeSet<>();
    private final TreeSet<String> disrupted = new TreeSet<>();
    private final TreeSet<String> unhealthy = new TreeSet<>();
    private final TreeMap<String, Domain> domains = new TreeMap<>();
    private final Map<String, Domain> domainOf = new HashMap<>();
    private final TreeSet<String> disruptedDomains = new TreeSet<>();
    /** When runs began on its resources → how many. */
    private final TreeMap<Long, Integer> starts = new TreeMap<>();

    private int reservations;
    private final int totalDomains;

    Usage(DisruptionBudget budget, Collection<Resource> resources) {
        this.budget = budget;
        for (Resource resource : resources) {
            selected.add(resource.name());
            Domain domain = addToDomain(resource);
            if (domain != null) {
                domain.members().add(resource.name());
            }
        }
        totalDomains = domains.size();
    }

    private @Nullable Domain addToDomain(Resource resource) {
        Domains by = budget.domains();
        if (by == null) {
            return null;
        }
        String value = DisruptionBudget.valueOf(by.label(), resource);
        Domain domain = domains.computeIfAbsent(by.label() + (value.isEmpty() ? "" : "=" + value), Domain::new);
        domainOf.put(resource.name(), domain);
        return domain;
    }

    /** It counts as disrupted, and for nothing else. */
    void addDeparted(Resource resource) {
        addToDomain(resource);
    }

    void update(String target, Health health, boolean inMaintenance) {
        boolean isDisrupted = health.isDisrupted(target) || inMaintenance;
        boolean isUnhealthy = selected.contains(target) && (health.isUnhealthy(target) || inMaintenance);
        set(disrupted, target, isDisrupted);
        set(unhealthy, target, isUnhealthy);
        Domain domain = domainOf.get(target);
        if (domain != null) {
            set(domain.disrupted(), target, isDisrupted);
            set(domain.unhealthy(), target, isUnhealthy && !inMaintenance);
            set(disruptedDomains, domain.label(), !domain.disrupted().isEmpty());
        }
    }

    static void set(TreeSet<String> names, String name, boolean contained) {
        if (contained) {
            names.add(name);
        } else {
            names.remove(name);
        }
    }

    void add(Runs runs) {
        if (!budget.rateLimits().isEmpty()) {
            runs.times().forEach(at -> starts.merge(at, 1, Integer::sum));
            reservations += runs.reserved();
        }
    }

    void remove(Runs runs) {
        if (!budget.rateLimits().isEmpty()) {
            runs.times().forEach(at -> starts.computeIfPresent(at, (time, n) -> n == 1 ? null : n - 1));
            reservations -= runs.reserved();
        }
    }

    public DisruptionBudget budget() {
        return budget;
    }

    /** How many resources the budget selects. */
    public int total() {
        return selected.size();
    }

    public Collection<String> selected() {
        return Collections.unmodifiableSet(selected);
    }

    /** Names of the resources that an incident holds the lease of, or that are in maintenance. */
    public Collection<String> disrupted() {
        return Collections.unmodifiableSet(disrupted);
    }

    /** Names of the resources that have an open incident, or are disrupted. */
    public Collection<String> unhealthy() {
        return Collections.unmodifiableSet(unhealthy);
    }

    /** {@link Integer#MAX_VALUE}: there is no such limit. */
    public int mostDisrupted() {
        return budget.maxDisrupted() == null ? Integer.MAX_VALUE : budget.mostDisrupted(total());
    }

    public int mostUnhealthy() {
        return budget.mostUnhealthy(total());
    }

    /** In the order of their labels. */
    public List<Domain> domains() {
        return List.copyOf(domains.values());
    }

    public @Nullable Domain domainOf(String target) {
        return domainOf.get(target);
    }

    /** Labels of the domains that have a disrupted resource. */
    public Collection<String> disruptedDomains() {
        return Collections.unmodifiableSet(disruptedDomains);
    }

    /** {@link Integer#MAX_VALUE}: there is no such limit. */
    public int mostDisruptedDomains() {
        Domains by = budget.domains();
        return by == null || by.maxDisrupted() == null ? Integer.MAX_VALUE : by.mostDisrupted(totalDomains);
    }

    /** Whether so many resources of the domain are unhealthy that it is a shared cause. */
    public boolean isHandsOff(Domain domain) {
        Domains by = budget.domains();
        return by != null
                && domain.unhealthy().size() >= by.handsOffAt(domain.members().size());
    }

    /** Whether one more run may begin now. */
    public boolean hasRoom(RateLimit limit, long now) {
        return reservations < limit.max() && roomAt(limit, now) == 0;
    }

    /** How many runs the window has, those counted that confirm first. */
    public int runs(RateLimit limit, long now) {
        return reservations
                + starts.tailMap(now - limit.per().toMillis(), false).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
    }

    /** When the window has room for one more, epoch milliseconds; 0: it has, or only the end of a reservation makes room. */
    public long roomAt(RateLimit limit, long now) {
        int mayStay = limit.max() - 1 - reservations;
        if (mayStay < 0) {
            return 0;
        }
        for (Map.Entry<Long, Integer> start : starts.tailMap(now - limit.per().toMillis(), false)
                .descendingMap()
                .entrySet()) {
            mayStay -= start.getValue();
            if (mayStay < 0) {
                return start.getKey() + limit.per().toMillis();
            }
        }
        return 0;
    }
}
