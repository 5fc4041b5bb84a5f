package dev.farrier.decide;

import dev.farrier.decide.command.CommandScheduler;
import dev.farrier.decide.command.WorkerRegistry;
import dev.farrier.decide.context.WatchdogRound;
import dev.farrier.decide.state.BreakerRecord.PolicyRuns;
import dev.farrier.decide.state.BreakerRecord.StormState;
import dev.farrier.decide.state.BundleStateRecord.UnusableBundle;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.IncidentRecord.OpenIncident;
import dev.farrier.decide.state.RunRecord.DayOfRuns;
import dev.farrier.decide.state.RunRecord.RungRuns;
import dev.farrier.decide.state.SiteRecord.SiteState;
import dev.farrier.decide.state.SiteRecord.WorkerState;
import dev.farrier.decide.state.StateRecord.DeciderClock;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.SlotType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much there is of what in the decider's state. Incidents of policies in shadow are left out.
 *
 * @param open state → open incidents in it
 * @param deferred reason → incidents that are deferred for it
 * @param owing incidents that owe a return to service
 * @param escalated ids of the incidents that a person was called for
 * @param sites by name
 * @param stopped policies that have stopped themselves
 * @param storms scopes of the storm breakers that have tripped
 * @param runs what became of the runs of each rung in the last days
 * @param unusable commits in use, or to be used, that this core cannot use
 */
public record DeciderSummary(
        Map<IncidentState, Integer> open,
        Map<Reason, Integer> deferred,
        int owing,
        Set<String> escalated,
        SortedMap<String, SiteSummary> sites,
        SortedSet<String> stopped,
        SortedSet<String> storms,
        List<RungSummary> runs,
        SortedSet<String> unusable) {
    public static final DeciderSummary EMPTY = new DeciderSummary(
            Map.of(),
            Map.of(),
            0,
            Set.of(),
            new TreeMap<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            List.of(),
            new TreeSet<>());

    public DeciderSummary {
        open = Map.copyOf(open);
        deferred = Map.copyOf(deferred);
        escalated = Set.copyOf(escalated);
        sites = Collections.unmodifiableSortedMap(new TreeMap<>(sites));
        stopped = Collections.unmodifiableSortedSet(new TreeSet<>(stopped));
        storms = Collections.unmodifiableSortedSet(new TreeSet<>(storms));
        runs = List.copyOf(runs);
        unusable = Collections.unmodifiableSortedSet(new TreeSet<>(unusable));
    }

    /** @param runs those that started in the last {@link RungRuns#DAYS} days */
    public record RungSummary(String policy, String rung, DayOfRuns runs) {}

    /** What the decider takes a worker for. */
    public enum WorkerCondition {
        /** It may get commands. */
        READY,
        /** It is heard, and gets no commands: it drains, its kill file exists, or two processes share its identity. */
        UNAVAILABLE,
        /** It is not heard, and did not say that it would stop. */
        SILENT
    }

    /**
     * @param waiting incidents that are deferred because no worker has a free slot
     * @param slots type → slots of the workers that may get commands
     * @param used type → those of them that hold a command
     * @param workers how many are in which condition
     */
    public record SiteSummary(
            int waiting,
            Map<SlotType, Integer> slots,
            Map<SlotType, Integer> used,
            Map<WorkerCondition, Integer> workers) {
        public static final SiteSummary EMPTY = new SiteSummary(0, Map.of(), Map.of(), Map.of());

        public SiteSummary {
            slots = Map.copyOf(slots);
            used = Map.copyOf(used);
            workers = Map.copyOf(workers);
        }
    }

    static DeciderSummary of(DeciderState state) {
        Map<IncidentState, Integer> open = new EnumMap<>(IncidentState.class);
        Map<Reason, Integer> deferred = new EnumMap<>(Reason.class);
        AtomicInteger owing = new AtomicInteger();
        Set<String> escalated = new TreeSet<>();
        Map<String, Integer> waiting = new TreeMap<>();
        state.forEach(OpenIncident.PREFIX, OpenIncident.class, record -> {
            Incident incident = record.incident();
            if (incident.shadow() || WatchdogRound.is(incident)) {
                return;
            }
            open.merge(incident.state(), 1, Integer::sum);
            if (!incident.work().owed().isEmpty()) {
                owing.incrementAndGet();
            }
            if (incident.state() == IncidentState.ESCALATED) {
                escalated.add(incident.id());
            } else if (incident.state() == IncidentState.DEFERRED
                    || incident.state() == IncidentState.AWAITING_APPROVAL) {
                deferred.merge(incident.reason(), 1, Integer::sum);
                if (incident.reason() == Reason.SITE_BUSY) {
                    waiting.merge(incident.site(), 1, Integer::sum);
                }
            }
        });
        SortedMap<String, SiteSummary> sites = new TreeMap<>();
        state.forEach(
                SiteState.PREFIX,
                SiteState.class,
                site -> sites.put(site.site(), of(state, site, waiting.getOrDefault(site.site(), 0))));
        SortedSet<String> stopped = new TreeSet<>();
        state.forEach(PolicyRuns.PREFIX, PolicyRuns.class, runs -> {
            if (runs.hasStopped()) {
                stopped.add(runs.policy());
            }
        });
        SortedSet<String> storms = new TreeSet<>();
        state.forEach(StormState.PREFIX, StormState.class, storm -> {
            if (storm.hasTripped() && !storm.scope().shadow()) {
                storms.add(storm.scope().name());
            }
        });
        SortedSet<String> unusable = new TreeSet<>();
        state.forEach(UnusableBundle.PREFIX, UnusableBundle.class, bundle -> unusable.add(bundle.commit()));
        BundleActivationHandler.pending(state).forEach(activation -> {
            if (!activation.refusal().isEmpty()) {
                unusable.add(activation.commit());
            }
        });
        return new DeciderSummary(
                open, deferred, owing.get(), escalated, sites, stopped, storms, runs(state), unusable);
    }

    private static List<RungSummary> runs(DeciderState state) {
        DeciderClock clock = state.get(DeciderClock.KEY, DeciderClock.class);
        long now = clock == null ? 0 : clock.now();
        List<RungSummary> all = new ArrayList<>();
        state.forEach(
                RungRuns.PREFIX,
                RungRuns.class,
                runs -> all.add(new RungSummary(runs.policy(), runs.rung(), runs.sum(now))));
        return all;
    }

    private static SiteSummary of(DeciderState state, SiteState site, int waiting) {
        Map<SlotType, Integer> slots = new EnumMap<>(SlotType.class);
        Map<SlotType, Integer> used = new EnumMap<>(SlotType.class);
        Map<WorkerCondition, Integer> workers = new EnumMap<>(WorkerCondition.class);
        state.forEach(WorkerState.prefix(site.site()), WorkerState.class, worker -> {
            if (WorkerRegistry.isAlive(worker, site)) {
                workers.merge(WorkerCondition.READY, 1, Integer::sum);
                for (SlotType type : SlotType.values()) {
                    slots.merge(type, worker.report().slots(type), Integer::sum);
                    used.merge(type, CommandScheduler.sentIn(state, worker, type), Integer::sum);
                }
            } else if (!WorkerRegistry.isSilent(worker, site)) {
                workers.merge(WorkerCondition.UNAVAILABLE, 1, Integer::sum);
            } else if (!worker.report().draining()) {
                workers.merge(WorkerCondition.SILENT, 1, Integer::sum);
            }
        });
        return new SiteSummary(waiting, slots, used, workers);
    }
}
