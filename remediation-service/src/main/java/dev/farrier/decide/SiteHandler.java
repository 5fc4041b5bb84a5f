package dev.farrier.decide;

import dev.farrier.decide.SiteRecord.SiteState;
import dev.farrier.decide.SiteRecord.WorkerState;
import dev.farrier.decide.StateRecord.HaltState;
import dev.farrier.model.Control;
import dev.farrier.model.Reason;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.WorkerInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The sites: how far what they say has been read, which of them can be written to, and whether anybody works there. */
final class SiteHandler {
    /** A gap between two markers counts as at most this: a longer one was ours. */
    private static final long LONGEST_GAP = 5_000;

    private static final long SAY_CONTROLS_EVERY = Duration.ofHours(1).toMillis();

    /** Something has waited so long, in marked time, for a worker that could do it: a person is told once a site. */
    private static final long TELL_AFTER = 60_000;

    /** A worker that holds something has been silent for so long, in marked time. */
    private static final long TELL_OF_HELD_AFTER = 300_000;

    private static final int MOST_NAMED = 5;

    /** Workers come and go with their data directories. */
    private static final long FORGET_AFTER = Duration.ofDays(1).toMillis();

    /** So often a worker's sign of life is written down; its reports come every 5 s. */
    private static final long NOTE_EVERY = 4_000;

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

    /** Also of a site whose topics have not been seen yet. */
    static SiteState get(DecisionContext context, String name) {
        SiteState site = context.site(name);
        return site == null ? SiteState.unknown(name) : site;
    }

    /** A marker came back: what was said at this site before it stands in the log before this. */
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
                && (!wasOpen || context.now - now.controlsSentAt() >= SAY_CONTROLS_EVERY)) {
            publishControls(context, now);
        }
        context.markFreed(progress.site());
        context.waker.clockPassed(WakeCondition.site(progress.site()));
    }

    private static void recordHeartbeat(DecisionContext context, SiteState site, String instance) {
        int hash = instance.lastIndexOf('#');
        WorkerState worker = hash < 0 ? null : WorkerRegistry.get(context, site.site(), instance.substring(0, hash));
        boolean same = worker != null && worker.report().worker().toString().equals(instance);
        if (worker != null && same && site.siteTime() - worker.lastHeardAt() >= NOTE_EVERY) {
            context.state.put(worker.withLastHeardAt(site.siteTime()));
            if (site.siteTime() - worker.lastHeardAt() >= WorkerRegistry.SILENT_AFTER) {
                wakeForWorkers(context, site.site()); // it is back, and has nothing new to say
                clearWorkerAlarm(context, worker);
            }
        }
    }

    /** Whoever has become silent by this marker loses what it has not claimed, and what only looks. */
    private static void handleSilentWorkers(DecisionContext context, SiteState site, long gap) {
        for (WorkerState worker : WorkerRegistry.of(context, site.site())) {
            long silence = site.siteTime() - worker.lastHeardAt();
            if (silence >= WorkerRegistry.SILENT_AFTER && silence - gap < WorkerRegistry.SILENT_AFTER) {
                WorkerInstance instance = worker.report().worker();
                WorkerRegistry.revokeUnclaimed(context, instance, "worker " + instance + " is silent");
                CallHandler.handleWorkerLoss(context, site.site(), instance);
            }
            boolean holds = !context.state
                    .outstanding(worker.report().worker().toString())
                    .isEmpty();
            updateWorkerAlarm(context, worker, site, silence, gap);
            if (silence >= FORGET_AFTER && !holds) {
                context.state.remove(worker.key()); // one that comes back says everything anew
            }
        }
    }

    static void clearWorkerAlarm(DecisionContext context, WorkerState worker) {
        if (!worker.contested()) {
            Alarms.clear(context, Alarms.WORKER, worker.report().worker().id(), "it speaks again");
        }
    }

    /** What a silent worker has claimed is nobody else's before its deadline, which may be hours away: a person is told. */
    private static void updateWorkerAlarm(
            DecisionContext context, WorkerState worker, SiteState site, long silence, long gap) {
        if (silence < TELL_OF_HELD_AFTER || worker.contested()) {
            return; // or it is told of already
        }
        String instance = worker.report().worker().toString();
        List<String> held = context.state.outstanding(instance).keySet().stream()
                .map(context.state::incidentOfCommand)
                .filter(incident -> incident != null && incident.work().active() != null)
                .map(incident -> incident.target() + " ("
                        + incident.work().active().command().step() + ", until "
                        + Instant.ofEpochMilli(incident.work().active().wakeAt()) + ")")
                .sorted()
                .toList();
        if (held.isEmpty()) {
            Alarms.clear(context, Alarms.WORKER, worker.report().worker().id(), "it holds nothing any more");
        } else if (silence - gap < TELL_OF_HELD_AFTER) {
            Alarms.raise(
                    context,
                    Alarms.WORKER,
                    worker.report().worker().id(),
                    Reason.WORKER_LOST,
                    "worker " + worker.report().name() + " at site " + site.site() + " is silent and has claimed "
                            + String.join(", ", held.subList(0, Math.min(MOST_NAMED, held.size())))
                            + (held.size() > MOST_NAMED ? " and " + (held.size() - MOST_NAMED) + " more" : ""));
        }
    }

    /** Keeps since when nobody works here, and since when something waits in vain. */
    private static SiteState updateWaitingTimes(DecisionContext context, SiteState site, long gap) {
        boolean anybody = WorkerRegistry.of(context, site.site()).stream()
                .anyMatch(worker ->
                        WorkerRegistry.isAlive(context, worker, site) && WorkerRegistry.hasCreditNow(worker, site));
        long emptySince = anybody ? -1 : site.noWorkerSince() < 0 ? site.siteTime() : site.noWorkerSince();
        // While one that has lost its credit is tried, nothing waits, and nothing is served either.
        boolean waiting =
                !context.state.queues(WakeCondition.workers(site.site())).isEmpty()
                        || site.unservedSince() >= 0 && WorkerRegistry.isAnyOnTrial(context, site.site());
        long unserved = !waiting ? -1 : site.unservedSince() < 0 ? site.siteTime() : site.unservedSince();
        SiteState counted = site.with(b -> b.noWorkerSince(emptySince).unservedSince(unserved));
        context.state.put(counted);
        long waited = site.siteTime() - unserved;
        if (unserved >= 0 && waited >= TELL_AFTER && waited - gap < TELL_AFTER) { // once, also when a person closes it
            Alarms.raise(
                    context,
                    Alarms.SITE,
                    site.site(),
                    Reason.NO_WORKER,
                    "site " + site.site() + " has no worker that could do what waits there");
        } else if (unserved < 0) {
            Alarms.clear(context, Alarms.SITE, site.site(), "a worker does what waits there");
        }
        return counted;
    }

    /** Tells a site's workers whether a halt stands: they take nothing before they have read it. */
    static void publishControls(DecisionContext context, SiteState site) {
        SiteState current = context.site(site.site());
        if (current == null || !CatchUpCheck.isOpen(context, current)) {
            return;
        }
        HaltState halt = context.state.get(HaltState.KEY, HaltState.class);
        // As old as can be: the absence of a halt must not lift one that was ordered meanwhile.
        Control.Halted order = halt == null
                ? new Control.Halted(false, false, CommandDispatcher.DECIDER, "no halt was ever ordered", 1)
                : new Control.Halted(halt.halted(), halt.calls(), halt.by(), halt.why(), halt.since());
        context.emit(new Effect.SendControl(site.site(), order));
        context.state.put(current.withControlsSentAt(context.now));
    }

    /** The worker's report has changed: whatever waits for a worker may have found one. */
    static void wakeForWorkers(DecisionContext context, String site) {
        for (String queue :
                List.copyOf(context.state.queues(WakeCondition.workers(site)).keySet())) {
            context.waker.wakeAll(queue);
        }
    }
}
