package dev.farrier.decide;

import dev.farrier.decide.SiteRecord.SiteState;
import dev.farrier.decide.SiteRecord.WorkerBackoff;
import dev.farrier.decide.SiteRecord.WorkerState;
import dev.farrier.decide.StateRecord.DeploymentState;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The workers of the sites: who is heard, what each may do, and who has lost its credit. */
final class WorkerRegistry {
    /** A worker of which nothing was heard for so long, in marked time of its site, gets nothing more. */
    static final long SILENT_AFTER = 15_000;

    private static final long FIRST_BACKOFF = 5_000;
    /** At most 40 s: a worker that is well again is given work within a minute. */
    private static final int MAX_DOUBLINGS = 3;

    private static final String ALL = "";

    private WorkerRegistry() {}

    static List<WorkerState> of(DecisionContext context, String site) {
        List<WorkerState> workers = new ArrayList<>();
        context.state.forEach(WorkerState.prefix(site), WorkerState.class, workers::add);
        return workers;
    }

    static @Nullable WorkerState get(DecisionContext context, String site, String id) {
        return context.state.get(WorkerState.key(site, id), WorkerState.class);
    }

    /** Heard, alone under its identity, and speaking a protocol that the decider speaks. */
    static boolean isAlive(DecisionContext context, WorkerState worker, SiteState site) {
        return !worker.contested()
                && site.siteTime() - worker.lastHeardAt() < SILENT_AFTER
                && worker.report().protocol() == WorkerReport.PROTOCOL
                && !worker.report().draining()
                && !worker.report().killed();
    }

    /** It may do this, as far as it says itself; slots and credit apart. */
    static boolean canTake(
            DecisionContext context, WorkerState worker, SiteState site, SlotType lane, String actionType) {
        DeploymentState deployment = context.state.get(DeploymentState.KEY, DeploymentState.class);
        WorkerReport report = worker.report();
        return isAlive(context, worker, site)
                && (lane == SlotType.CALL || !report.halted())
                && report.slots(lane) > 0
                && report.actionTypes().contains(actionType)
                && (deployment == null || report.trustedKeys().contains(deployment.keyId()));
    }

    /**
     * With strikes it gets one command at a time, and none before its backoff is over. Calls of a person have a credit of their
     * own: what a worker does not do otherwise holds up none of them.
     */
    static boolean hasCredit(
            DecisionContext context, WorkerState worker, SiteState site, SlotType lane, String actionType) {
        if (!worker.backoffs().containsKey(key(lane, ALL)) && !worker.backoffs().containsKey(key(lane, actionType))) {
            return true;
        }
        return creditAt(worker, lane, actionType) <= site.siteTime()
                && !isOnTrial(context, worker, lane == SlotType.CALL);
    }

    /** It was sent something that it has not claimed; what it has claimed and runs does not matter. */
    private static boolean isOnTrial(DecisionContext context, WorkerState worker, boolean calls) {
        return context.state.outstanding(worker.report().worker().toString()).entrySet().stream()
                .anyMatch(sent ->
                        (sent.getValue() == SlotType.CALL) == calls && (calls || isUnclaimed(context, sent.getKey())));
    }

    private static boolean isUnclaimed(DecisionContext context, String command) {
        Incident incident = context.state.incidentOfCommand(command);
        ActiveCommand active = incident == null ? null : incident.work().active();
        return active != null && active.worker().isEmpty();
    }

    /** A worker of this site that has lost its credit is being tried: whether it claims is not known yet. */
    static boolean isAnyOnTrial(DecisionContext context, String site) {
        return of(context, site).stream()
                .anyMatch(worker -> !worker.backoffs().isEmpty() && isOnTrial(context, worker, false));
    }

    /** Marked time of its site from which on it may get one of these; 0: at once. */
    static long creditAt(WorkerState worker, SlotType lane, String actionType) {
        WorkerBackoff all = worker.backoffs().get(key(lane, ALL));
        WorkerBackoff ofType = worker.backoffs().get(key(lane, actionType));
        return Math.max(all == null ? 0 : all.until(), ofType == null ? 0 : ofType.until());
    }

    /** True when it may get anything but calls. */
    static boolean hasCreditNow(WorkerState worker, SiteState site) {
        return creditAt(worker, SlotType.ACT, ALL) <= site.siteTime();
    }

    private static String key(SlotType lane, String actionType) {
        return lane == SlotType.CALL ? "call/" + actionType : actionType;
    }

    /** It was heard, and did not claim what was sent to it. */
    static void recordMissedClaim(DecisionContext context, Command command) {
        backOff(context, command, key(command.lane(), ALL));
    }

    static void recordRefusal(DecisionContext context, Command command) {
        backOff(context, command, key(command.lane(), command.action().type()));
    }

    private static void backOff(DecisionContext context, Command command, String key) {
        WorkerState worker = sentTo(context, command);
        SiteState site = context.site(command.site());
        if (worker == null || site == null) {
            return;
        }
        SortedMap<String, WorkerBackoff> strikes = new TreeMap<>(worker.backoffs());
        WorkerBackoff before = strikes.get(key);
        if (before != null && site.siteTime() < before.until()) {
            return; // fifty commands that were on their way together are one lapse
        }
        int count = before == null ? 1 : before.count() + 1;
        long backoff = FIRST_BACKOFF << Math.min(count - 1, MAX_DOUBLINGS);
        strikes.put(key, new WorkerBackoff(count, site.siteTime() + backoff));
        context.state.put(worker.withBackoffs(strikes));
    }

    /** It takes what it is given. */
    static void recordClaim(DecisionContext context, Command command) {
        WorkerState worker = sentTo(context, command);
        if (worker != null && !worker.backoffs().isEmpty()) {
            SortedMap<String, WorkerBackoff> strikes = new TreeMap<>(worker.backoffs());
            strikes.remove(key(command.lane(), ALL));
            strikes.remove(key(command.lane(), command.action().type()));
            context.state.put(worker.withBackoffs(strikes));
            context.markFreed(command.site());
        }
    }

    /** The worker that this was sent to, while it is still the same incarnation; null: it is not. */
    private static @Nullable WorkerState sentTo(DecisionContext context, Command command) {
        WorkerState worker = get(context, command.site(), command.worker().id());
        return worker != null && worker.report().worker().equals(command.worker()) ? worker : null;
    }

    /** A worker says what it can take. */
    static void handle(DecisionContext context, WorkerReport report) {
        SiteState site = SiteHandler.get(context, report.site());
        context.state.put(site);
        WorkerState before = get(context, report.site(), report.worker().id());
        if (before != null && site.siteTime() - before.lastHeardAt() >= SILENT_AFTER) {
            SiteHandler.clearWorkerAlarm(context, before);
        }
        if (before == null || report.worker().succeeds(before.report().worker())) {
            context.state.put(new WorkerState(report, context.now, site.siteTime(), false, new TreeMap<>()));
            SiteHandler.publishControls(context, site);
            if (before != null) {
                handleRestart(context, report.site(), before.report().worker());
            }
        } else if (before.report().worker().equals(report.worker())) {
            context.state.put(new WorkerState(
                    report, before.firstHeardAt(), site.siteTime(), before.contested(), before.backoffs()));
        } else {
            contested(context, before, site, report.worker());
            return;
        }
        context.markFreed(report.site());
        SiteHandler.wakeForWorkers(context, report.site());
    }

    /** Two processes speak under one identity: neither gets anything more, nor is believed. */
    private static void contested(DecisionContext context, WorkerState newer, SiteState site, WorkerInstance older) {
        if (!newer.contested()) {
            context.state.put(
                    new WorkerState(newer.report(), newer.firstHeardAt(), site.siteTime(), true, newer.backoffs()));
            Alarms.raise(
                    context,
                    Alarms.WORKER,
                    newer.report().worker().id(),
                    dev.farrier.model.Reason.NO_WORKER,
                    "worker " + newer.report().name() + " at site " + site.site() + " speaks as " + older + " and as "
                            + newer.report().worker()
                            + ": two processes share its data directory or a copy of it, and get nothing more");
        }
    }

    /** A new incarnation: what the old one had not claimed goes to another at once; what only looks is sent anew. */
    private static void handleRestart(DecisionContext context, String site, WorkerInstance old) {
        revokeUnclaimed(context, old, "worker " + old + " has begun anew");
        CallHandler.handleWorkerLoss(context, site, old);
    }

    /** What it has not claimed is taken back, and what only looks is sent anew. */
    static void revokeUnclaimed(DecisionContext context, WorkerInstance worker, String why) {
        for (String id :
                List.copyOf(context.state.outstanding(worker.toString()).keySet())) {
            Incident incident = context.state.incidentOfCommand(id);
            if (incident != null && incident.work().active() != null) {
                OutcomeHandler.handleWorkerLoss(
                        context, incident, incident.work().active(), why);
            }
        }
    }
}
