package dev.farrier.decide.command;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.context.Waker;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.DeciderState.QueueEntry;
import dev.farrier.decide.state.IncidentRecord.AbandonedCommand;
import dev.farrier.decide.state.SiteRecord.SiteState;
import dev.farrier.decide.state.SiteRecord.WorkerState;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Action;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.SlotType;
import dev.farrier.model.Watchdog;
import dev.farrier.model.WorkerInstance;
import dev.farrier.policy.Rung;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the worker of a command, and the incident that gets a free slot. A worker never has more commands outstanding than
 * slots of their type, so each can start at once. What is outstanding is not counted: it is the set of commands sent to an
 * incarnation that have not ended, been revoked or been lost.
 */
public final class CommandScheduler {
    /** A site without an eligible worker for so long, in its {@code siteTime}, has none. */
    private static final long NO_WORKER_AFTER = 15_000;

    /** Added to the age of the symptom, so that rollbacks come before all else. */
    private static final long ROLLBACK = Long.MIN_VALUE / 2;

    private CommandScheduler() {}

    /**
     * What a command needs of a worker.
     *
     * @param type the action's type
     * @param place the queue to wait in while no worker has a free slot
     */
    public record Placement(String site, SlotType lane, String type, WakeCondition place) {

        /** For the first command of a rung. */
        public static Placement ofFirst(DecisionContext context, Incident incident, Rung next, String site) {
            String type = next.confirm() != null
                    ? Action.Http.TYPE
                    : context.bundle(incident).actionTypeOf(next.steps().getFirst());
            SlotType lane = next.confirm() != null ? SlotType.LOOK : CommandScheduler.slotType(type);
            WakeCondition wait =
                    new WakeCondition(WakeCondition.room(site, lane, type, incident.policy()), age(incident));
            return new Placement(site, lane, type, wait);
        }

        /** For a further command of a rung that has started. */
        public static Placement ofFurther(Incident incident, SlotType lane, String type, boolean rollback) {
            long order = rollback ? ROLLBACK + age(incident) : age(incident);
            return new Placement(
                    incident.site(),
                    lane,
                    type,
                    new WakeCondition(WakeCondition.room(incident.site(), lane, type), order));
        }

        /** For a call of a person: it waits in no queue but tries another site. */
        public static Placement ofCall(String site, String type) {
            return new Placement(
                    site, SlotType.CALL, type, new WakeCondition(WakeCondition.room(site, SlotType.CALL, type), 0));
        }

        private static long age(Incident incident) {
            return incident.detection().time();
        }
    }

    /** The slot type of a step's action. */
    public static SlotType slotType(String actionType) {
        if (Watchdog.is(actionType)) {
            return SlotType.LOOK; // else long actions in all slots would look like a loop that has stopped
        }
        return actionType.equals(Action.WaitUntil.TYPE) ? SlotType.WAIT : SlotType.ACT;
    }

    /** Passes when a worker could take the command now. */
    public static GuardResult check(DecisionContext context, Placement need) {
        return pick(context, need) == null ? deferUntilWorker(context, need) : GuardResult.ACT;
    }

    /** The eligible worker with a free slot that has the fewest commands, then by name; null: there is none. */
    public static @Nullable WorkerInstance pick(DecisionContext context, Placement need) {
        return pick(context, need, worker -> true);
    }

    /** As above, of these workers. */
    public static @Nullable WorkerInstance pick(
            DecisionContext context, Placement need, Predicate<WorkerInstance> among) {
        WorkerState best = null;
        for (WorkerState worker : eligible(context, need)) {
            boolean room = among.test(worker.report().worker())
                    && taken(context, worker, need.lane()) < worker.report().slots(need.lane());
            if (room && (best == null || ORDER.compare(load(context, worker), load(context, best)) < 0)) {
                best = worker;
            }
        }
        return best == null ? null : best.report().worker();
    }

    private record Load(int commands, String name, String id) {}

    private static final Comparator<Load> ORDER =
            Comparator.comparingInt(Load::commands).thenComparing(Load::name).thenComparing(Load::id);

    private static Load load(DecisionContext context, WorkerState worker) {
        return new Load(
                context.state.outstanding(worker.report().worker().toString()).size(),
                worker.report().name(),
                worker.report().worker().id());
    }

    /** Slots of a type in use: by commands sent to this incarnation, and by those that it resumed from an earlier one. */
    static int taken(DecisionContext context, WorkerState worker, SlotType lane) {
        int taken = sentIn(context.state, worker, lane);
        for (String command : worker.report().resumed()) {
            AbandonedCommand abandoned = context.state.get(AbandonedCommand.key(command), AbandonedCommand.class);
            if (abandoned != null
                    && !abandoned.command().worker().equals(worker.report().worker())) {
                taken += abandoned.command().lane() == lane ? 1 : 0;
            }
            Incident incident = context.state.incidentOfCommand(command);
            ActiveCommand active = incident == null ? null : incident.work().active();
            if (active != null
                    && !active.command().worker().equals(worker.report().worker())) {
                taken += active.command().lane() == lane ? 1 : 0;
            }
        }
        return taken;
    }

    /** Commands of a slot type that were sent to this incarnation and have not ended. */
    public static int sentIn(DeciderState state, WorkerState worker, SlotType lane) {
        int sent = 0;
        for (SlotType of :
                state.outstanding(worker.report().worker().toString()).values()) {
            sent += of == lane ? 1 : 0;
        }
        return sent;
    }

    private static GuardResult deferUntilWorker(DecisionContext context, Placement need) {
        if (!eligible(context, need).isEmpty()) {
            return GuardResult.defer(
                    Reason.SITE_BUSY, "no worker of site " + need.site() + " has a free slot", need.place());
        }
        SiteState site = context.site(need.site());
        boolean none = site != null && isLong(site.noWorkerSince(), site);
        boolean others = site != null && site.noWorkerSince() < 0;
        List<WakeCondition> waits = new ArrayList<>(List.of(new WakeCondition(
                WakeCondition.worker(need.site(), need.lane(), need.type()),
                need.place().order())));
        // A worker in backoff is tried again when its backoff ends.
        nextChance(context, need).ifPresent(waits::add);
        return GuardResult.defer(
                none || others ? Reason.NO_WORKER : Reason.CATCHING_UP,
                none || others
                        ? "no worker of site " + need.site() + " may do " + need.type() + " now"
                        : "no worker of site " + need.site() + " has reported yet",
                waits.toArray(WakeCondition[]::new));
    }

    private static Optional<WakeCondition> nextChance(DecisionContext context, Placement need) {
        SiteState site = context.site(need.site());
        if (site == null) {
            return Optional.empty();
        }
        return WorkerRegistry.of(context, need.site()).stream()
                .filter(worker -> WorkerRegistry.canTake(context, worker, site, need.lane(), need.type()))
                .map(worker -> WorkerRegistry.creditAt(worker, need.lane(), need.type()) - site.siteTime())
                .filter(left -> left > 0)
                .min(Comparator.naturalOrder())
                .map(left -> new WakeCondition(WakeCondition.site(need.site()), site.upTo() + left));
    }

    private static boolean isLong(long since, SiteState site) {
        return since >= 0 && site.siteTime() - since >= NO_WORKER_AFTER;
    }

    /** Whether a worker may do it, with a free slot or without. */
    public static boolean isPossible(DecisionContext context, Placement need) {
        return !eligible(context, need).isEmpty();
    }

    private static List<WorkerState> eligible(DecisionContext context, Placement need) {
        SiteState site = context.site(need.site());
        if (site == null) {
            return List.of();
        }
        return WorkerRegistry.of(context, need.site()).stream()
                .filter(worker -> WorkerRegistry.canTake(context, worker, site, need.lane(), need.type()))
                .filter(worker -> WorkerRegistry.hasCredit(context, worker, site, need.lane(), need.type()))
                .toList();
    }

    /** A slot may be free at this site: resumes waiting incidents in fair order while workers have room. */
    public static void serve(DecisionContext context, String site, long since) {
        Waker waker = context.waker;
        if (waker.isExhausted()) {
            waker.serveLater(site, since);
            return;
        }
        wakeWhatFoundAWorker(context, site, waker);
        waker.settle();
        Set<String> tried = new HashSet<>();
        Map<SlotType, List<Placement>> lanes = waiting(context, site, WakeCondition.rooms(site)).stream()
                .collect(Collectors.groupingBy(Placement::lane, TreeMap::new, Collectors.toList()));
        for (List<Placement> lane : lanes.values()) {
            QueueEntry next = next(context, site, lane, tried);
            while (next != null) {
                if (waker.isExhausted()) {
                    waker.serveLater(site, context.now);
                    return;
                }
                tried.add(next.key());
                waker.resume(context.state.at(next));
                next = next(context, site, lane, tried);
            }
        }
    }

    /** Wakes those that waited for an eligible worker, where there is one now. */
    private static void wakeWhatFoundAWorker(DecisionContext context, String site, Waker waker) {
        for (Placement need : waiting(context, site, WakeCondition.workers(site))) {
            if (!eligible(context, need).isEmpty()) {
                waker.wakeAll(WakeCondition.worker(site, need.lane(), need.type()));
            }
        }
    }

    /** Slot type and action type of the site's queues that begin with the prefix. */
    private static Set<Placement> waiting(DecisionContext context, String site, String prefix) {
        Set<Placement> needs = new LinkedHashSet<>();
        for (String queue : context.state.queues(prefix).keySet()) {
            String[] what = queue.substring(prefix.length()).split("/", 3);
            needs.add(new Placement(site, SlotType.valueOf(what[0]), what[1], new WakeCondition("", 0)));
        }
        return needs;
    }

    /**
     * The next incident that gets a slot of a type, of those for which a worker has room: first rungs that have started, then
     * the policies in rotation, and of each policy its oldest symptom.
     *
     * @param lane one for each action type that an incident waits for
     */
    private static @Nullable QueueEntry next(
            DecisionContext context, String site, List<Placement> lane, Set<String> tried) {
        TreeSet<QueueEntry> begun = new TreeSet<>();
        TreeMap<String, TreeSet<QueueEntry>> byPolicy = new TreeMap<>();
        for (Placement need : lane) {
            if (pick(context, need) == null) {
                continue;
            }
            String room = WakeCondition.room(site, need.lane(), need.type());
            add(first(context, room, tried), begun);
            for (String queue : context.state.queues(room + "/").keySet()) {
                String policy = queue.substring(room.length() + 1);
                add(first(context, queue, tried), byPolicy.computeIfAbsent(policy, none -> new TreeSet<>()));
            }
        }
        if (!begun.isEmpty()) {
            return begun.first();
        }
        SiteState known = context.site(site);
        for (String policy : inTurn(byPolicy, known == null ? "" : known.lastServedPolicy())) {
            TreeSet<QueueEntry> places = byPolicy.get(policy);
            if (places != null && !places.isEmpty()) {
                if (known != null) {
                    context.state.put(known.withLastServedPolicy(policy));
                }
                return places.first();
            }
        }
        return null;
    }

    private static void add(@Nullable QueueEntry place, TreeSet<QueueEntry> to) {
        if (place != null) {
            to.add(place);
        }
    }

    /** In rotation, from behind the one that was served last. */
    private static Iterable<String> inTurn(NavigableMap<String, TreeSet<QueueEntry>> queues, String served) {
        List<String> names = new ArrayList<>(queues.tailMap(served, false).keySet());
        names.addAll(queues.headMap(served, true).keySet());
        return names;
    }

    private static @Nullable QueueEntry first(DecisionContext context, String queue, Set<String> tried) {
        QueueEntry place = context.state.first(queue);
        while (place != null && tried.contains(place.key())) {
            place = context.state.next(queue, place);
        }
        return place;
    }
}
