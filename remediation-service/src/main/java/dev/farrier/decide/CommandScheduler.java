package dev.farrier.decide;

import dev.farrier.decide.DeciderState.QueueEntry;
import dev.farrier.decide.SiteRecord.SiteState;
import dev.farrier.decide.SiteRecord.WorkerState;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.SlotType;
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
 * Which worker gets the next command, and whose turn it is. With each worker no more is outstanding in a lane than its slots,
 * so what is handed out can start at once. There is no counter: what is outstanding is the set of commands sent to an
 * incarnation that have not ended, been taken back or been lost.
 */
final class CommandScheduler {
    /** A site without an eligible worker for so long, in marked time, has none. */
    private static final long NO_WORKER_AFTER = 15_000;

    /** First rollbacks, then what has begun; behind the symptoms' ages. */
    private static final long ROLLBACK = Long.MIN_VALUE / 2;

    private CommandScheduler() {}

    /**
     * What a command needs.
     *
     * @param type of its action
     * @param place what it waits for when there is no room
     */
    record Placement(String site, SlotType lane, String type, WakeCondition place) {

        /** Of the first command of a rung that has not begun. */
        static Placement ofFirst(DecisionContext context, Incident incident, Rung next, String site) {
            String type = next.confirm() != null
                    ? "http"
                    : ActionRenderer.typeOf(
                            context.bundle(incident), next.steps().getFirst());
            SlotType lane = next.confirm() != null ? SlotType.LOOK : CommandScheduler.slotType(type);
            WakeCondition wait =
                    new WakeCondition(WakeCondition.room(site, lane, type, incident.policy()), age(incident));
            return new Placement(site, lane, type, wait);
        }

        /** Of a further command, whose rung was counted already. */
        static Placement ofFurther(Incident incident, SlotType lane, String type, boolean rollback) {
            long order = rollback ? ROLLBACK + age(incident) : age(incident);
            return new Placement(
                    incident.site(),
                    lane,
                    type,
                    new WakeCondition(WakeCondition.room(incident.site(), lane, type), order));
        }

        /** Of a call of a person: it waits in no room, but tries another site. */
        static Placement ofCall(String site, String type) {
            return new Placement(
                    site, SlotType.CALL, type, new WakeCondition(WakeCondition.room(site, SlotType.CALL, type), 0));
        }

        private static long age(Incident incident) {
            return incident.detection().time();
        }
    }

    /** Of a step. */
    static SlotType slotType(String actionType) {
        return actionType.equals("waitUntil") ? SlotType.WAIT : SlotType.ACT;
    }

    /** Whether somebody could take it now. */
    static GuardResult check(DecisionContext context, Placement need) {
        return pick(context, need) == null ? deferUntilWorker(context, need) : GuardResult.ACT;
    }

    /** The worker that gets it: of those that may do it and have a free slot the one with the least to do, then by name. */
    static @Nullable WorkerInstance pick(DecisionContext context, Placement need) {
        return pick(context, need, worker -> true);
    }

    /** As above, of those that are among these. */
    static @Nullable WorkerInstance pick(DecisionContext context, Placement need, Predicate<WorkerInstance> among) {
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

    /** How many slots of a lane are in use: by what was sent to it, and by what it has taken up again from before. */
    static int taken(DecisionContext context, WorkerState worker, SlotType lane) {
        int taken = sentIn(context.state, worker, lane);
        for (String command : worker.report().resumed()) {
            Incident incident = context.state.incidentOfCommand(command);
            ActiveCommand active = incident == null ? null : incident.work().active();
            if (active != null
                    && !active.command().worker().equals(worker.report().worker())) {
                taken += active.command().lane() == lane ? 1 : 0;
            }
        }
        return taken;
    }

    /** How many commands of a lane were sent to this incarnation and have not ended. */
    static int sentIn(DeciderState state, WorkerState worker, SlotType lane) {
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
        // Who has lost its credit gets another chance when its backoff is over.
        nextChance(context, need).ifPresent(waits::add);
        return GuardResult.defer(
                none || others ? Reason.NO_WORKER : Reason.CATCHING_UP,
                none || others
                        ? "no worker of site " + need.site() + " may do " + need.type() + " now"
                        : "no worker of site " + need.site() + " has been heard yet",
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

    /** Something has become free at this site: lets those go on whose turn it is, as long as there is room for them. */
    static void serve(DecisionContext context, String site, long since) {
        Waker waker = context.waker;
        if (waker.isExhausted()) {
            waker.serveLater(site, since);
            return;
        }
        wakeWhatFoundAWorker(context, site, waker);
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

    /** They had no worker that could do it, and now there is one: they go to a room, or are sent. */
    private static void wakeWhatFoundAWorker(DecisionContext context, String site, Waker waker) {
        for (Placement need : waiting(context, site, WakeCondition.workers(site))) {
            if (!eligible(context, need).isEmpty()) {
                waker.wakeAll(WakeCondition.worker(site, need.lane(), need.type()));
            }
        }
    }

    /** What is waited for in the queues of a site that begin so: {@code <lane>/<type>}, perhaps with more behind it. */
    private static Set<Placement> waiting(DecisionContext context, String site, String prefix) {
        Set<Placement> needs = new LinkedHashSet<>();
        for (String queue : context.state.queues(prefix).keySet()) {
            String[] what = queue.substring(prefix.length()).split("/", 3);
            needs.add(new Placement(site, SlotType.valueOf(what[0]), what[1], new WakeCondition("", 0)));
        }
        return needs;
    }

    /**
     * Whose turn it is in a lane, whatever the types of action, of those for which there is room: what has begun, then the
     * policies in turn, and of each its oldest symptom.
     *
     * @param lane one for each type that something waits for
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

    /** Beginning behind the one that was served last. */
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
