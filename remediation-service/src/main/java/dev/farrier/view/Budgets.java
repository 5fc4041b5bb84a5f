package dev.farrier.view;

import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Maintenance;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.model.Resource;
import dev.farrier.model.Watchdog;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.policy.budget.BudgetUsage;
import dev.farrier.policy.budget.BudgetUsage.Runs;
import dev.farrier.policy.budget.Domain;
import dev.farrier.policy.budget.Usage;
import dev.farrier.policy.order.InvalidOrderException;
import dev.farrier.policy.order.MaintenanceSelector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far the budgets in force are used: counted from the incidents as the decider has published them, with the decider's own
 * arithmetic. It is as old as they are, normally less than a second.
 */
public final class Budgets {
    private static final Set<Reason> WAITS =
            Set.of(Reason.DISRUPTION_BUDGET, Reason.TOO_MANY_UNHEALTHY, Reason.RATE_LIMITED, Reason.SHARED_CAUSE);

    private static final long LONGEST_WINDOW = DisruptionBudget.LONGEST_WINDOW.toMillis();

    private Budgets() {}

    /**
     * @param holders incidents that hold a resource of the budget, the one that began first comes first
     * @param inMaintenance resources of the budget on which people work, by name
     * @param waiting incidents that the budget holds back, the oldest first
     */
    public record BudgetStatus(
            Usage usage, List<Incident> holders, SortedMap<String, Maintenance> inMaintenance, List<Incident> waiting) {
        public BudgetStatus {
            holders = List.copyOf(holders);
            inMaintenance = Collections.unmodifiableSortedMap(new TreeMap<>(inMaintenance));
            waiting = List.copyOf(waiting);
        }

        /** Whether the inventory has the incident's target no longer. */
        public boolean isGone(Incident holder) {
            return !usage.selected().contains(holder.target());
        }
    }

    /**
     * By name.
     *
     * @param earlier the policies of a commit, which know resources that are in the inventory no longer; empty or an {@link
     *     UnknownCommitException}: they are not known here, and such resources of it are left out
     * @param maintenances those in force
     */
    public static List<BudgetStatus> of(
            Bundle bundle,
            Function<String, Optional<Bundle>> earlier,
            Collection<Incident> incidents,
            List<Maintenance> maintenances,
            long now) {
        SortedMap<String, Maintenance> maintained = maintained(bundle, maintenances);
        List<Incident> counted = incidents.stream().filter(Budgets::counts).toList();
        List<Incident> open =
                counted.stream().filter(incident -> !incident.state().isOver()).toList();
        Map<Incident, Resource> gone = gone(bundle, earlier, counted, now);
        List<Resource> held = gone.entrySet().stream()
                .filter(entry -> !entry.getKey().state().isOver())
                .map(Map.Entry::getValue)
                .toList();
        List<BudgetStatus> all = new ArrayList<>();
        for (Usage usage : new BudgetUsage(
                        bundle, new Published(counted, open, departedRuns(bundle, gone), maintained), held)
                .all()) {
            List<Incident> sorted = open.stream()
                    .sorted(Comparator.comparingLong(Incident::openedAt).thenComparing(Incident::id))
                    .toList();
            all.add(new BudgetStatus(
                    usage,
                    sorted.stream()
                            .filter(Budgets::holds)
                            .filter(incident -> usage.disrupted().contains(incident.target()))
                            .toList(),
                    selected(usage, maintained),
                    sorted.stream()
                            .filter(incident -> usage.selected().contains(incident.target()))
                            .filter(incident -> isHeldBack(incident, usage, now))
                            .toList()));
        }
        return List.copyOf(all);
    }

    /** Resource → the maintenance of it that ends last. */
    private static SortedMap<String, Maintenance> maintained(Bundle bundle, List<Maintenance> maintenances) {
        SortedMap<String, Maintenance> maintained = new TreeMap<>();
        for (Maintenance maintenance : maintenances) {
            try {
                MaintenanceSelector selector = MaintenanceSelector.parse(maintenance.selector());
                bundle.resources().values().stream()
                        .filter(selector::selects)
                        .forEach(resource -> maintained.merge(
                                resource.name(),
                                maintenance,
                                (one, other) -> other.until() > one.until() ? other : one));
            } catch (InvalidOrderException e) {
                // Of another version: the decider says in the audit whether it has taken it.
            }
        }
        return maintained;
    }

    private static SortedMap<String, Maintenance> selected(Usage usage, SortedMap<String, Maintenance> maintained) {
        SortedMap<String, Maintenance> selected = new TreeMap<>(maintained);
        selected.keySet().retainAll(usage.selected());
        return selected;
    }

    /** Incidents that hold a resource, or have held it in a window of a limit → the resource that the inventory has no longer. */
    private static Map<Incident, Resource> gone(
            Bundle bundle, Function<String, Optional<Bundle>> earlier, List<Incident> counted, long now) {
        Map<Incident, Resource> gone = new LinkedHashMap<>();
        if (bundle.budgets().isEmpty()) {
            return gone;
        }
        for (Incident incident : counted) {
            if (holds(incident)
                    && !bundle.resources().containsKey(incident.target())
                    && (!incident.state().isOver() || begunAt(incident) > now - LONGEST_WINDOW)) {
                resource(earlier, incident).ifPresent(resource -> gone.put(incident, resource));
            }
        }
        return gone;
    }

    private static Optional<Resource> resource(Function<String, Optional<Bundle>> earlier, Incident incident) {
        try {
            return earlier.apply(incident.commit())
                    .map(known -> known.resources().get(incident.target()));
        } catch (UnknownCommitException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Runs> departedRuns(Bundle bundle, Map<Incident, Resource> gone) {
        Map<String, Runs> runs = new TreeMap<>();
        for (DisruptionBudget budget : bundle.budgets().values()) {
            runs.put(
                    budget.name(),
                    Published.runs(gone.entrySet().stream()
                            .filter(entry -> budget.selects(entry.getValue()))
                            .map(Map.Entry::getKey)
                            .toList()));
        }
        return runs;
    }

    private static boolean counts(Incident incident) {
        return !incident.shadow() && !incident.target().isEmpty() && !Watchdog.is(incident.policy());
    }

    /** From its first rung on an incident holds its target, to its end. */
    private static boolean holds(Incident incident) {
        return incident.work().rung() >= 0
                && (incident.work().phase() != RungPhase.NONE
                        || !incident.work().isBeforeFirstRung());
    }

    private static boolean isHeldBack(Incident incident, Usage usage, long now) {
        if (incident.state() != IncidentState.DEFERRED || !WAITS.contains(incident.reason())) {
            return false;
        }
        Domain domain = usage.domainOf(incident.target());
        return switch (incident.reason()) {
            case TOO_MANY_UNHEALTHY -> usage.unhealthy().size() > usage.mostUnhealthy();
            case RATE_LIMITED -> usage.budget().rateLimits().stream().anyMatch(limit -> !usage.hasRoom(limit, now));
            case SHARED_CAUSE -> domain != null && usage.isHandsOff(domain);
            default ->
                usage.disrupted().size() >= usage.mostDisrupted()
                        || usage.disruptedDomains().size() >= usage.mostDisruptedDomains();
        };
    }

    /** When the incident's first rung began, of a rung that confirms when its steps began; 0: it has not. */
    private static long begunAt(Incident incident) {
        long rungStartedAt = incident.work().rungStartedAt();
        return incident.work().rung() <= 0 || incident.history().isEmpty()
                ? rungStartedAt
                : Math.min(rungStartedAt, incident.history().getFirst().at());
    }

    /** Health as the published incidents show it. */
    private static final class Published implements BudgetUsage.Health {
        private final Set<String> disrupted;
        private final Map<String, Set<String>> policies = new HashMap<>();
        private final Map<String, Runs> runs = new TreeMap<>();
        private final Map<String, Runs> departedRuns;
        private final Set<String> maintained;

        Published(
                List<Incident> all,
                List<Incident> open,
                Map<String, Runs> departedRuns,
                Map<String, Maintenance> maintained) {
            this.departedRuns = departedRuns;
            this.maintained = maintained.keySet();
            disrupted =
                    open.stream().filter(Budgets::holds).map(Incident::target).collect(Collectors.toSet());
            open.forEach(incident -> policies.merge(
                    incident.target(),
                    Set.of(incident.policy()),
                    (some, more) -> some.containsAll(more) ? some : union(some, more)));
            all.stream()
                    .filter(Budgets::holds)
                    .collect(Collectors.groupingBy(Incident::target))
                    .forEach((target, incidents) -> runs.put(target, runs(incidents)));
        }

        private static Set<String> union(Set<String> some, Set<String> more) {
            return Stream.concat(some.stream(), more.stream()).collect(Collectors.toSet());
        }

        private static Runs runs(List<Incident> incidents) {
            List<Incident> begun =
                    incidents.stream().filter(incident -> begunAt(incident) > 0).toList();
            int confirming =
                    (int) begun.stream().filter(Published::isConfirming).count();
            return new Runs(
                    begun.stream()
                            .filter(incident -> !isConfirming(incident))
                            .map(Budgets::begunAt)
                            .toList(),
                    confirming);
        }

        private static boolean isConfirming(Incident incident) {
            return !incident.state().isOver()
                    && incident.work().phase() == RungPhase.CONFIRM
                    && incident.history().stream().noneMatch(done -> done.purpose() == Purpose.STEP);
        }

        @Override
        public boolean isDisrupted(String target) {
            return disrupted.contains(target);
        }

        @Override
        public boolean isUnhealthy(String target) {
            return policies.containsKey(target);
        }

        @Override
        public boolean isInMaintenance(Resource resource) {
            return maintained.contains(resource.name());
        }

        @Override
        public boolean hasIncident(String policy, String target) {
            return policies.getOrDefault(target, Set.of()).contains(policy);
        }

        @Override
        public Map<String, Runs> runs() {
            return runs;
        }

        @Override
        public Map<String, Runs> departedRuns() {
            return departedRuns;
        }
    }
}
