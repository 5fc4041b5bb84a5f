package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Deployment;
import dev.farrier.decide.StateRecord.Site;
import dev.farrier.decide.StateRecord.Strike;
import dev.farrier.decide.StateRecord.Worker;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.SlotType;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The workers of the sites: who is heard, what each may do, and who has lost its credit. */
final class Workers {
    /** A worker of which nothing was heard for so long, in marked time of its site, gets nothing more. */
    static final long SILENT_AFTER = 15_000;

    private static final long FIRST_BACKOFF = 5_000;
    /** At most 40 s: a worker that is well again is given work within a minute. */
    private static final int MAX_DOUBLINGS = 3;

    private static final String ALL = "";

    private Workers() {}

    static List<Worker> of(Turn turn, String site) {
        List<Worker> workers = new ArrayList<>();
        turn.state.forEach(Worker.prefix(site), Worker.class, workers::add);
        return workers;
    }

    static @Nullable Worker get(Turn turn, String site, String id) {
        return turn.state.get(Worker.key(site, id), Worker.class);
    }

    /** Heard, alone under its identity, and speaking a protocol that the decider speaks. */
    static boolean isAlive(Turn turn, Worker worker, Site site) {
        return !worker.contested()
                && site.marked() - worker.heardMarked() < SILENT_AFTER
                && worker.report().protocol() == WorkerReport.PROTOCOL
                && !worker.report().draining()
                && !worker.report().killed();
    }

    /** It may do this, as far as it says itself; slots and credit apart. */
    static boolean takes(Turn turn, Worker worker, Site site, SlotType lane, String actionType) {
        Deployment deployment = turn.state.get(Deployment.KEY, Deployment.class);
        WorkerReport report = worker.report();
        return isAlive(turn, worker, site)
                && (lane == SlotType.CALL || !report.halted())
                && report.slots(lane) > 0
                && report.actionTypes().contains(actionType)
                && (deployment == null || report.trustedKeys().contains(deployment.keyId()));
    }

    /**
     * With strikes it gets one command at a time, and none before its backoff is over. Calls of a person have a credit of their
     * own: what a worker does not do otherwise holds up none of them.
     */
    static boolean hasCredit(Turn turn, Worker worker, Site site, SlotType lane, String actionType) {
        if (!worker.strikes().containsKey(key(lane, ALL)) && !worker.strikes().containsKey(key(lane, actionType))) {
            return true;
        }
        return creditAt(worker, lane, actionType) <= site.marked() && !isTried(turn, worker, lane == SlotType.CALL);
    }

    /** It was sent something that it has not claimed; what it has claimed and runs does not matter. */
    private static boolean isTried(Turn turn, Worker worker, boolean calls) {
        return turn.state.outstanding(worker.report().worker().toString()).entrySet().stream()
                .anyMatch(
                        sent -> (sent.getValue() == SlotType.CALL) == calls && (calls || isUnclaimed(turn, sent.getKey())));
    }

    private static boolean isUnclaimed(Turn turn, String command) {
        Incident incident = turn.state.incidentOfCommand(command);
        ActiveCommand active = incident == null ? null : incident.work().active();
        return active != null && active.worker().isEmpty();
    }

    /** A worker of this site that has lost its credit is being tried: whether it claims is not known yet. */
    static boolean isAnyTried(Turn turn, String site) {
        return of(turn, site).stream().anyMatch(worker -> !worker.strikes().isEmpty() && isTried(turn, worker, false));
    }

    /** Marked time of its site from which on it may get one of these; 0: at once. */
    static long creditAt(Worker worker, SlotType lane, String actionType) {
        Strike all = worker.strikes().get(key(lane, ALL));
        Strike ofType = worker.strikes().get(key(lane, actionType));
        return Math.max(all == null ? 0 : all.until(), ofType == null ? 0 : ofType.until());
    }

    /** True when it may get anything but calls. */
    static boolean hasCreditNow(Worker worker, Site site) {
        return creditAt(worker, SlotType.ACT, ALL) <= site.marked();
    }

    private static String key(SlotType lane, String actionType) {
        return lane == SlotType.CALL ? "call/" + actionType : actionType;
    }

    /** It was heard, and did not claim what was sent to it. */
    static void didNotClaim(Turn turn, Command command) {
        strike(turn, command, key(command.lane(), ALL));
    }

    static void refused(Turn turn, Command command) {
        strike(turn, command, key(command.lane(), command.action().type()));
    }

    private static void strike(Turn turn, Command command, String key) {
        Worker worker = sentTo(turn, command);
        Site site = turn.site(command.site());
        if (worker == null || site == null) {
            return;
        }
        SortedMap<String, Strike> strikes = new TreeMap<>(worker.strikes());
        Strike before = strikes.get(key);
        if (before != null && site.marked() < before.until()) {
            return; // fifty commands that were on their way together are one lapse
        }
        int count = before == null ? 1 : before.count() + 1;
        long backoff = FIRST_BACKOFF << Math.min(count - 1, MAX_DOUBLINGS);
        strikes.put(key, new Strike(count, site.marked() + backoff));
        turn.state.put(worker.withStrikes(strikes));
    }

    /** It takes what it is given. */
    static void claimed(Turn turn, Command command) {
        Worker worker = sentTo(turn, command);
        if (worker != null && !worker.strikes().isEmpty()) {
            SortedMap<String, Strike> strikes = new TreeMap<>(worker.strikes());
            strikes.remove(key(command.lane(), ALL));
            strikes.remove(key(command.lane(), command.action().type()));
            turn.state.put(worker.withStrikes(strikes));
            turn.free(command.site());
        }
    }

    /** The worker that this was sent to, while it is still the same incarnation; null: it is not. */
    private static @Nullable Worker sentTo(Turn turn, Command command) {
        Worker worker = get(turn, command.site(), command.worker().id());
        return worker != null && worker.report().worker().equals(command.worker()) ? worker : null;
    }

    /** A worker says what it can take. */
    static void on(Turn turn, WorkerReport report) {
        Site site = Sites.get(turn, report.site());
        turn.state.put(site);
        Worker before = get(turn, report.site(), report.worker().id());
        if (before != null && site.marked() - before.heardMarked() >= SILENT_AFTER) {
            Sites.speaksAgain(turn, before);
        }
        if (before == null || report.worker().succeeds(before.report().worker())) {
            turn.state.put(new Worker(report, turn.now, site.marked(), false, new TreeMap<>()));
            Sites.sayControls(turn, site);
            if (before != null) {
                begunAnew(turn, report.site(), before.report().worker());
            }
        } else if (before.report().worker().equals(report.worker())) {
            turn.state.put(
                    new Worker(report, before.firstHeardAt(), site.marked(), before.contested(), before.strikes()));
        } else {
            contested(turn, before, site, report.worker());
            return;
        }
        turn.free(report.site());
        Sites.wakeForWorkers(turn, report.site());
    }

    /** Two processes speak under one identity: neither gets anything more, nor is believed. */
    private static void contested(Turn turn, Worker newer, Site site, WorkerInstance older) {
        if (!newer.contested()) {
            turn.state.put(new Worker(newer.report(), newer.firstHeardAt(), site.marked(), true, newer.strikes()));
            Alarms.raise(
                    turn,
                    Alarms.WORKER,
                    newer.report().worker().id(),
                    dev.farrier.model.Reason.NO_WORKER,
                    "worker " + newer.report().name() + " at site " + site.site() + " speaks as " + older + " and as "
                            + newer.report().worker()
                            + ": two processes share its data directory or a copy of it, and get nothing more");
        }
    }

    /** A new incarnation: what the old one had not claimed goes to another at once; what only looks is sent anew. */
    private static void begunAnew(Turn turn, String site, WorkerInstance old) {
        takeBack(turn, old, "worker " + old + " has begun anew");
        Calls.gone(turn, site, old);
    }

    /** What it has not claimed is taken back, and what only looks is sent anew. */
    static void takeBack(Turn turn, WorkerInstance worker, String why) {
        for (String id : List.copyOf(turn.state.outstanding(worker.toString()).keySet())) {
            Incident incident = turn.state.incidentOfCommand(id);
            if (incident != null && incident.work().active() != null) {
                Outcomes.workerGone(turn, incident, incident.work().active(), why);
            }
        }
    }
}
