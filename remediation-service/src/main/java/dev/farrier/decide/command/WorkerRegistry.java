package dev.farrier.decide.command;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.state.SiteRecord.SiteState;
import dev.farrier.decide.state.SiteRecord.WorkerBackoff;
import dev.farrier.decide.state.SiteRecord.WorkerState;
import dev.farrier.decide.state.StateRecord.DeploymentState;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerReport;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The workers of the sites: which are alive, what each can take, and which are in backoff. */
public final class WorkerRegistry {
    /** A worker without a heartbeat for so long, in its site's {@code siteTime}, is silent. */
    public static final long SILENT_AFTER = 15_000;

    private static final long FIRST_BACKOFF = 5_000;
    /** A backoff lasts at most 40 s, so that a worker that is well again gets work within a minute. */
    private static final int MAX_DOUBLINGS = 3;

    private static final String ALL = "";

    private WorkerRegistry() {}

    public static List<WorkerState> of(DecisionContext context, String site) {
        List<WorkerState> workers = new ArrayList<>();
        context.state.forEach(WorkerState.prefix(site), WorkerState.class, workers::add);
        return workers;
    }

    public static @Nullable WorkerState get(DecisionContext context, String site, String id) {
        return context.state.get(WorkerState.key(site, id), WorkerState.class);
    }

    /** True when the worker may get commands, whatever their type. */
    public static boolean isAlive(WorkerState worker, SiteState site) {
        return !worker.contested()
                && !isSilent(worker, site)
                && worker.report().protocol() == WorkerReport.PROTOCOL
                && !worker.report().draining()
                && !worker.report().killed();
    }

    /** True when nothing was heard of the worker for {@link #SILENT_AFTER}. */
    public static boolean isSilent(WorkerState worker, SiteState site) {
        return site.siteTime() - worker.lastHeardAt() >= SILENT_AFTER;
    }

    /** True when the worker's report allows the command; free slots and backoff apart. */
    static boolean canTake(
            DecisionContext context, WorkerState worker, SiteState site, SlotType lane, String actionType) {
        DeploymentState deployment = context.state.get(DeploymentState.KEY, DeploymentState.class);
        WorkerReport report = worker.report();
        return isAlive(worker, site)
                && (lane == SlotType.CALL || !report.halted())
                && report.slots(lane) > 0
                && report.actionTypes().contains(actionType)
                && (deployment == null || report.trustedKeys().contains(deployment.keyId()));
    }

    /**
     * False while the worker is in backoff, and after it while its trial command is unclaimed. Calls have backoffs of their own,
     * so that no other failure keeps a person from being called.
     */
    static boolean hasCredit(
            DecisionContext context, WorkerState worker, SiteState site, SlotType lane, String actionType) {
        if (!worker.backoffs().containsKey(key(lane, ALL)) && !worker.backoffs().containsKey(key(lane, actionType))) {
            return true;
        }
        return creditAt(worker, lane, actionType) <= site.siteTime()
                && !isOnTrial(context, worker, lane == SlotType.CALL);
    }

    /** True when a command sent to the worker is unclaimed; of calls, when it has not ended. */
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

    /** True when a worker of the site with backoffs has an unclaimed command. */
    public static boolean isAnyOnTrial(DecisionContext context, String site) {
        return of(context, site).stream()
                .anyMatch(worker -> !worker.backoffs().isEmpty() && isOnTrial(context, worker, false));
    }

    /** End of the worker's backoff, in its site's {@code siteTime}; 0: it has none. */
    static long creditAt(WorkerState worker, SlotType lane, String actionType) {
        WorkerBackoff all = worker.backoffs().get(key(lane, ALL));
        WorkerBackoff ofType = worker.backoffs().get(key(lane, actionType));
        return Math.max(all == null ? 0 : all.until(), ofType == null ? 0 : ofType.until());
    }

    /** True when no backoff keeps the worker from all commands but calls. */
    public static boolean hasCreditNow(WorkerState worker, SiteState site) {
        return creditAt(worker, SlotType.ACT, ALL) <= site.siteTime();
    }

    private static String key(SlotType lane, String actionType) {
        return lane == SlotType.CALL ? "call/" + actionType : actionType;
    }

    public static void recordMissedClaim(DecisionContext context, Command command) {
        backOff(context, command, key(command.lane(), ALL));
    }

    public static void recordRefusal(DecisionContext context, Command command) {
        backOff(context, command, key(command.lane(), command.action().type()));
    }

    private static void backOff(DecisionContext context, Command command, String key) {
        WorkerState worker = sentTo(context, command);
        SiteState site = context.site(command.site());
        if (worker == null || site == null) {
            return;
        }
        SortedMap<String, WorkerBackoff> backoffs = new TreeMap<>(worker.backoffs());
        WorkerBackoff before = backoffs.get(key);
        if (before != null && site.siteTime() < before.until()) {
            return; // commands that were sent together count as one failure
        }
        int count = before == null ? 1 : before.count() + 1;
        long backoff = FIRST_BACKOFF << Math.min(count - 1, MAX_DOUBLINGS);
        backoffs.put(key, new WorkerBackoff(count, site.siteTime() + backoff));
        context.state.put(worker.withBackoffs(backoffs));
    }

    /** A claim ends the worker's backoffs. */
    public static void recordClaim(DecisionContext context, Command command) {
        WorkerState worker = sentTo(context, command);
        if (worker != null && !worker.backoffs().isEmpty()) {
            SortedMap<String, WorkerBackoff> backoffs = new TreeMap<>(worker.backoffs());
            backoffs.remove(key(command.lane(), ALL));
            backoffs.remove(key(command.lane(), command.action().type()));
            context.state.put(worker.withBackoffs(backoffs));
            context.markFreed(command.site());
        }
    }

    /** The worker that the command was sent to; null: it has another incarnation by now. */
    private static @Nullable WorkerState sentTo(DecisionContext context, Command command) {
        WorkerState worker = get(context, command.site(), command.worker().id());
        return worker != null && worker.report().worker().equals(command.worker()) ? worker : null;
    }
}
