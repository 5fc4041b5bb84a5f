package dev.farrier.decide;

import dev.farrier.decide.call.CallHandler;
import dev.farrier.decide.command.WorkerRegistry;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.SiteRecord.SiteState;
import dev.farrier.decide.state.SiteRecord.WorkerState;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import java.util.List;
import java.util.TreeMap;

/** Applies what a worker reports: that it is new, has restarted, or shares its identity with another process. */
final class WorkerReportHandler {
    private WorkerReportHandler() {}

    static void handle(DecisionContext context, WorkerReport report) {
        SiteState site = SiteHandler.get(context, report.site());
        context.state.put(site);
        WorkerState before =
                WorkerRegistry.get(context, report.site(), report.worker().id());
        if (before != null && site.siteTime() - before.lastHeardAt() >= WorkerRegistry.SILENT_AFTER) {
            SiteHandler.clearWorkerAlarm(context, before);
        }
        if (before == null || report.worker().succeeds(before.report().worker())) {
            context.state.put(new WorkerState(report, context.now, site.siteTime(), false, new TreeMap<>()));
            SiteHandler.publishControls(context, site);
            if (before != null) {
                handleRestart(context, report.site(), before.report().worker());
            }
        } else if (before.report().worker().equals(report.worker())) {
            context.state.put(before.with(b -> b.report(report).lastHeardAt(site.siteTime())));
        } else {
            contested(context, before, site, report.worker());
            return;
        }
        context.markFreed(report.site());
        SiteHandler.wakeForWorkers(context, report.site());
    }

    /** Two processes report under one identity: neither gets commands or is trusted. */
    private static void contested(DecisionContext context, WorkerState newer, SiteState site, WorkerInstance older) {
        if (!newer.contested()) {
            context.state.put(newer.with(b -> b.lastHeardAt(site.siteTime()).contested(true)));
            Alarms.raise(
                    context,
                    AlarmGroup.WORKER,
                    newer.report().worker().id(),
                    Reason.NO_WORKER,
                    "worker " + newer.report().name() + " at site " + site.site() + " reports as " + older + " and as "
                            + newer.report().worker()
                            + ": two processes share its data directory or a copy of it, and neither gets commands");
        }
    }

    private static void handleRestart(DecisionContext context, String site, WorkerInstance old) {
        revokeUnclaimed(context, old, "worker " + old + " has restarted");
        CallHandler.handleWorkerLoss(context, site, old);
    }

    /** Revokes the worker's unclaimed commands, and sends its probes again. */
    static void revokeUnclaimed(DecisionContext context, WorkerInstance worker, String why) {
        for (String id :
                List.copyOf(context.state.outstanding(worker.toString()).keySet())) {
            Incident incident = context.state.incidentOfCommand(id);
            if (incident != null && incident.work().active() != null) {
                CommandLifecycleHandler.handleWorkerLoss(
                        context, incident, incident.work().active(), why);
            }
        }
    }
}
