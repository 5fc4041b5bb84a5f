package dev.farrier.decide;

import dev.farrier.decide.call.CallHandler;
import dev.farrier.decide.command.WorkerRegistry;
import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.CatchUpCheck;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.Ids;
import dev.farrier.decide.context.WatchdogRound;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.SiteRecord.SiteState;
import dev.farrier.decide.state.SiteRecord.WorkerState;
import dev.farrier.decide.state.StateRecord.HaltRecord;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Control;
import dev.farrier.model.Reason;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.WorkerInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Tracks how far the outcomes of each site are read, whether its topics can be used, and whether workers serve it. */
final class SiteHandler {
    /** A gap between two markers adds at most this to {@code siteTime}, milliseconds: in a longer one Farrier was down. */
    private static final long LONGEST_GAP = 5_000;

    private static final long SEND_CONTROLS_EVERY = Duration.ofHours(1).toMillis();

    /** How long an incident may wait for an eligible worker, in {@code siteTime}, before an alarm for the site. */
    private static final long UNSERVED_ALARM_AFTER = 60_000;

    /** How long a worker with claimed commands may be silent, in {@code siteTime}, before an alarm. */
    private static final long CLAIMED_ALARM_AFTER = 300_000;

    private static final int MAX_NAMED = 5;

    /** A worker that is silent for so long, in {@code siteTime}, is removed. */
    private static final long REMOVE_AFTER = Duration.ofDays(1).toMillis();

    /** How often a heartbeat is saved, milliseconds; reports come every 5 s. */
    private static final long SAVE_HEARTBEAT_EVERY = 4_000;

    private SiteHandler() {}

    static void handleSiteSeen(DecisionContext context, String name) {
        context.state.put(get(context, name).withUsable(true));
        context.waker.wakeAll(WakeCondition.open(name));
    }

    static void handleSiteGone(DecisionContext context, String name, String why) {
        SiteState before = context.site(name);
        if (before != null && before.usable()) {
            context.state.put(before.withUsable(false));
            context.audit(AuditRecords.operator(context, Reason.UNKNOWN_SITE, "site " + name + ": " + why));
        }
    }

    /** The site, new if its topics have not been seen yet. */
    static SiteState get(DecisionContext context, String name) {
        SiteState site = context.site(name);
        return site == null ? SiteState.unknown(name) : site;
    }

    /** A marker came back: all outcomes that were appended before it are in the log by now. */
    static void handle(DecisionContext context, SiteProgress progress) {
        SiteState before = get(context, progress.site());
        if (progress.upTo() <= before.upTo()) {
            progress.heard().forEach(worker -> recordHeartbeat(context, before, worker));
            return;
        }
        long gap = before.upTo() == 0 ? 0 : Math.min(LONGEST_GAP, progress.upTo() - before.upTo());
        boolean wasOpen = CatchUpCheck.isOpen(context, before);
        SiteState site = before.with(b -> b.upTo(progress.upTo()).siteTime(before.siteTime() + gap));
        context.state.put(site);
        progress.heard().forEach(worker -> recordHeartbeat(context, site, worker));
        handleSilentWorkers(context, site, gap);
        SiteState now = updateWaitingTimes(context, get(context, progress.site()), gap);
        if (CatchUpCheck.isOpen(context, now)
                && (!wasOpen || context.now - now.controlsSentAt() >= SEND_CONTROLS_EVERY)) {
            publishControls(context, now);
        }
        context.markFreed(progress.site());
        context.waker.clockPassed(WakeCondition.site(progress.site()));
    }

    private static void recordHeartbeat(DecisionContext context, SiteState site, String instance) {
        WorkerState worker = WorkerRegistry.get(context, site.site(), WorkerInstance.idOf(instance));
        boolean same = worker != null && worker.report().worker().toString().equals(instance);
        if (worker != null && same && site.siteTime() - worker.lastHeardAt() >= SAVE_HEARTBEAT_EVERY) {
            context.state.put(worker.withLastHeardAt(site.siteTime()));
            if (site.siteTime() - worker.lastHeardAt() >= WorkerRegistry.SILENT_AFTER) {
                wakeForWorkers(context, site.site()); // it is back, and sends no report since nothing has changed
                clearWorkerAlarm(context, worker);
            }
        }
    }

    /** Revokes the unclaimed commands, probes and calls of workers that have become silent by this marker. */
    private static void handleSilentWorkers(DecisionContext context, SiteState site, long gap) {
        for (WorkerState worker : WorkerRegistry.of(context, site.site())) {
            long silence = site.siteTime() - worker.lastHeardAt();
            if (silence >= WorkerRegistry.SILENT_AFTER && silence - gap < WorkerRegistry.SILENT_AFTER) {
                WorkerInstance instance = worker.report().worker();
                WorkerReportHandler.revokeUnclaimed(context, instance, "worker " + instance + " is silent");
                CallHandler.handleWorkerLoss(context, site.site(), instance);
            }
            boolean holds = !context.state
                    .outstanding(worker.report().worker().toString())
                    .isEmpty();
            updateWorkerAlarm(context, worker, site, silence, gap);
            if (silence >= REMOVE_AFTER && !holds) {
                context.state.remove(worker.key()); // one that comes back sends a report
            }
        }
    }

    static void clearWorkerAlarm(DecisionContext context, WorkerState worker) {
        if (!worker.contested()) {
            Alarms.clear(context, AlarmGroup.WORKER, worker.report().worker().id(), "it is heard again");
        }
    }

    /** Only a silent worker itself can end what it has claimed before the deadline, which may be hours away. */
    private static void updateWorkerAlarm(
            DecisionContext context, WorkerState worker, SiteState site, long silence, long gap) {
        if (silence < CLAIMED_ALARM_AFTER || worker.contested()) {
            return; // a contested worker has an alarm already
        }
        String instance = worker.report().worker().toString();
        List<String> claimed = context.state.outstanding(instance).keySet().stream()
                .map(context.state::incidentOfCommand)
                .filter(incident -> incident != null && incident.work().active() != null && !WatchdogRound.is(incident))
                .map(incident -> incident.target() + " ("
                        + incident.work().active().command().step() + ", until "
                        + Instant.ofEpochMilli(incident.work().active().wakeAt()) + ")")
                .sorted()
                .toList();
        if (claimed.isEmpty()) {
            Alarms.clear(
                    context, AlarmGroup.WORKER, worker.report().worker().id(), "it has no claimed commands any more");
        } else if (silence - gap < CLAIMED_ALARM_AFTER) {
            Alarms.raise(
                    context,
                    AlarmGroup.WORKER,
                    worker.report().worker().id(),
                    Reason.WORKER_LOST,
                    "worker " + worker.report().name() + " at site " + site.site() + " is silent and has claimed "
                            + String.join(", ", claimed.subList(0, Math.min(MAX_NAMED, claimed.size())))
                            + (claimed.size() > MAX_NAMED ? " and " + (claimed.size() - MAX_NAMED) + " more" : ""));
        }
    }

    /** Updates since when no worker is alive, and since when incidents wait for an eligible one. */
    private static SiteState updateWaitingTimes(DecisionContext context, SiteState site, long gap) {
        boolean anybody = WorkerRegistry.of(context, site.site()).stream()
                .anyMatch(worker -> WorkerRegistry.isAlive(worker, site) && WorkerRegistry.hasCreditNow(worker, site));
        long emptySince = anybody ? -1 : site.noWorkerSince() < 0 ? site.siteTime() : site.noWorkerSince();
        // While a worker is on trial nothing waits, but nothing is served either.
        boolean waiting =
                !context.state.queues(WakeCondition.workers(site.site())).isEmpty()
                        || site.unservedSince() >= 0 && WorkerRegistry.isAnyOnTrial(context, site.site());
        long unserved = !waiting ? -1 : site.unservedSince() < 0 ? site.siteTime() : site.unservedSince();
        SiteState counted = site.with(b -> b.noWorkerSince(emptySince).unservedSince(unserved));
        context.state.put(counted);
        long waited = site.siteTime() - unserved;
        if (unserved >= 0
                && waited >= UNSERVED_ALARM_AFTER
                && waited - gap < UNSERVED_ALARM_AFTER) { // once, also when a person closes the alarm
            Alarms.raise(
                    context,
                    AlarmGroup.SITE,
                    site.site(),
                    Reason.NO_WORKER,
                    "site " + site.site() + " has no worker for the commands that wait there");
        } else if (unserved < 0) {
            Alarms.clear(context, AlarmGroup.SITE, site.site(), "a worker takes the commands that wait there");
        }
        return counted;
    }

    /** Workers take no command before they have read whether a halt is in force. */
    static void publishControls(DecisionContext context, SiteState site) {
        SiteState current = context.site(site.site());
        if (current == null || !CatchUpCheck.isOpen(context, current)) {
            return;
        }
        HaltRecord halt = context.state.get(HaltRecord.KEY, HaltRecord.class);
        // The oldest time: it must not lift a halt that was ordered meanwhile.
        Control.Halted order = halt == null
                ? new Control.Halted(false, false, Ids.DECIDER, "no halt was ever ordered", 1)
                : new Control.Halted(
                        halt.halted(), halt.calls(), halt.by(), halt.why(), halt.orderedAt(), null, halt.standing());
        context.emit(new Effect.SendControl(site.site(), order));
        context.state.put(current.withControlsSentAt(context.now));
    }

    static void wakeForWorkers(DecisionContext context, String site) {
        for (String queue :
                List.copyOf(context.state.queues(WakeCondition.workers(site)).keySet())) {
            context.waker.wakeAll(queue);
        }
    }
}
