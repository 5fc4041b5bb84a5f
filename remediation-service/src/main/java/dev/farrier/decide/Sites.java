package dev.farrier.decide;

import dev.farrier.decide.StateRecord.HaltState;
import dev.farrier.decide.StateRecord.Site;
import dev.farrier.decide.StateRecord.Worker;
import dev.farrier.model.Control;
import dev.farrier.model.Reason;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.WorkerInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The sites: how far what they say has been read, which of them can be written to, and whether anybody works there. */
final class Sites {
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

    private Sites() {}

    static void seen(Turn turn, String name) {
        turn.state.put(get(turn, name).withUsable(true));
        turn.waker.wakeAll(Wait.open(name));
    }

    static void gone(Turn turn, String name, String why) {
        Site before = turn.site(name);
        if (before != null && before.usable()) {
            turn.state.put(before.withUsable(false));
            turn.audit(Audits.operator(turn, "", "", Reason.UNKNOWN_SITE, "site " + name + ": " + why));
        }
    }

    /** Also of a site whose topics have not been seen yet. */
    static Site get(Turn turn, String name) {
        Site site = turn.site(name);
        return site == null ? Site.unknown(name) : site;
    }

    /** A marker came back: what was said at this site before it stands in the log before this. */
    static void on(Turn turn, SiteProgress progress) {
        Site before = get(turn, progress.site());
        if (progress.upTo() <= before.upTo()) {
            progress.heard().forEach(worker -> heard(turn, before, worker));
            return;
        }
        long gap = before.upTo() == 0 ? 0 : Math.min(LONGEST_GAP, progress.upTo() - before.upTo());
        boolean wasOpen = CatchingUp.isOpen(turn, before);
        Site site = before.readTo(progress.upTo(), before.marked() + gap);
        turn.state.put(site);
        progress.heard().forEach(worker -> heard(turn, site, worker));
        silent(turn, site, gap);
        Site now = count(turn, get(turn, progress.site()), gap);
        if (CatchingUp.isOpen(turn, now) && (!wasOpen || turn.now - now.controlsAt() >= SAY_CONTROLS_EVERY)) {
            sayControls(turn, now);
        }
        turn.free(progress.site());
        turn.waker.passed(Wait.site(progress.site()));
    }

    private static void heard(Turn turn, Site site, String instance) {
        int hash = instance.lastIndexOf('#');
        Worker worker = hash < 0 ? null : Workers.get(turn, site.site(), instance.substring(0, hash));
        boolean same = worker != null && worker.report().worker().toString().equals(instance);
        if (worker != null && same && site.marked() - worker.heardMarked() >= NOTE_EVERY) {
            turn.state.put(worker.heardAt(site.marked()));
            if (site.marked() - worker.heardMarked() >= Workers.SILENT_AFTER) {
                wakeForWorkers(turn, site.site()); // it is back, and has nothing new to say
                speaksAgain(turn, worker);
            }
        }
    }

    /** Whoever has become silent by this marker loses what it has not claimed, and what only looks. */
    private static void silent(Turn turn, Site site, long gap) {
        for (Worker worker : Workers.of(turn, site.site())) {
            long silence = site.marked() - worker.heardMarked();
            if (silence >= Workers.SILENT_AFTER && silence - gap < Workers.SILENT_AFTER) {
                WorkerInstance instance = worker.report().worker();
                Workers.takeBack(turn, instance, "worker " + instance + " is silent");
                Calls.gone(turn, site.site(), instance);
            }
            boolean holds =
                    !turn.state.outstanding(worker.report().worker().toString()).isEmpty();
            tellOfHeld(turn, worker, site, silence, gap);
            if (silence >= FORGET_AFTER && !holds) {
                turn.state.remove(worker.key()); // one that comes back says everything anew
            }
        }
    }

    static void speaksAgain(Turn turn, Worker worker) {
        if (!worker.contested()) {
            Alarms.clear(turn, Alarms.WORKER, worker.report().worker().id(), "it speaks again");
        }
    }

    /** What a silent worker has claimed is nobody else's before its deadline, which may be hours away: a person is told. */
    private static void tellOfHeld(Turn turn, Worker worker, Site site, long silence, long gap) {
        if (silence < TELL_OF_HELD_AFTER || worker.contested()) {
            return; // or it is told of already
        }
        String instance = worker.report().worker().toString();
        List<String> held = turn.state.outstanding(instance).keySet().stream()
                .map(turn.state::incidentOfCommand)
                .filter(incident -> incident != null && incident.work().active() != null)
                .map(incident -> incident.target() + " ("
                        + incident.work().active().command().step() + ", until "
                        + Instant.ofEpochMilli(incident.work().active().wakeAt()) + ")")
                .sorted()
                .toList();
        if (held.isEmpty()) {
            Alarms.clear(turn, Alarms.WORKER, worker.report().worker().id(), "it holds nothing any more");
        } else if (silence - gap < TELL_OF_HELD_AFTER) {
            Alarms.raise(
                    turn,
                    Alarms.WORKER,
                    worker.report().worker().id(),
                    Reason.WORKER_LOST,
                    "worker " + worker.report().name() + " at site " + site.site() + " is silent and has claimed "
                            + String.join(", ", held.subList(0, Math.min(MOST_NAMED, held.size())))
                            + (held.size() > MOST_NAMED ? " and " + (held.size() - MOST_NAMED) + " more" : ""));
        }
    }

    /** Keeps since when nobody works here, and since when something waits in vain. */
    private static Site count(Turn turn, Site site, long gap) {
        boolean anybody = Workers.of(turn, site.site()).stream()
                .anyMatch(worker -> Workers.isAlive(turn, worker, site) && Workers.hasCreditNow(worker, site));
        long emptySince = anybody ? -1 : site.emptySince() < 0 ? site.marked() : site.emptySince();
        // While one that has lost its credit is tried, nothing waits, and nothing is served either.
        boolean waiting = !turn.state.queues(Wait.workers(site.site())).isEmpty()
                || site.unservedSince() >= 0 && Workers.isAnyTried(turn, site.site());
        long unserved = !waiting ? -1 : site.unservedSince() < 0 ? site.marked() : site.unservedSince();
        Site counted = site.withSince(emptySince, unserved);
        turn.state.put(counted);
        long waited = site.marked() - unserved;
        if (unserved >= 0 && waited >= TELL_AFTER && waited - gap < TELL_AFTER) { // once, also when a person closes it
            Alarms.raise(
                    turn,
                    Alarms.SITE,
                    site.site(),
                    Reason.NO_WORKER,
                    "site " + site.site() + " has no worker that could do what waits there");
        } else if (unserved < 0) {
            Alarms.clear(turn, Alarms.SITE, site.site(), "a worker does what waits there");
        }
        return counted;
    }

    /** Tells a site's workers whether a halt stands: they take nothing before they have read it. */
    static void sayControls(Turn turn, Site site) {
        Site current = turn.site(site.site());
        if (current == null || !CatchingUp.isOpen(turn, current)) {
            return;
        }
        HaltState halt = turn.state.get(HaltState.KEY, HaltState.class);
        // As old as can be: the absence of a halt must not lift one that was ordered meanwhile.
        Control.Halted order = halt == null
                ? new Control.Halted(false, false, Dispatch.DECIDER, "no halt was ever ordered", 1)
                : new Control.Halted(halt.halted(), halt.calls(), halt.by(), halt.why(), halt.since());
        turn.emit(new Effect.Steer(site.site(), order));
        turn.state.put(current.withControlsAt(turn.now));
    }

    /** The worker's report has changed: whatever waits for a worker may have found one. */
    static void wakeForWorkers(Turn turn, String site) {
        for (String queue : List.copyOf(turn.state.queues(Wait.workers(site)).keySet())) {
            turn.waker.wakeAll(queue);
        }
    }
}
