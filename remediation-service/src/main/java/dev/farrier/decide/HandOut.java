package dev.farrier.decide;

import dev.farrier.decide.DeciderState.Place;
import dev.farrier.decide.StateRecord.Site;
import dev.farrier.decide.StateRecord.Worker;
import dev.farrier.model.Incident;
import dev.farrier.model.SlotType;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.ActiveCommand;
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
final class HandOut {
    /** A site without an eligible worker for so long, in marked time, has none. */
    private static final long NO_WORKER_AFTER = 15_000;

    /** First rollbacks, then what has begun; behind the symptoms' ages. */
    private static final long ROLLBACK = Long.MIN_VALUE / 2;

    private HandOut() {}

    /**
     * What a command needs.
     *
     * @param type of its action
     * @param place what it waits for when there is no room
     */
    record Need(String site, SlotType lane, String type, Wait place) {

        /** Of the first command of a rung that has not begun. */
        static Need ofFirst(Turn turn, Incident incident, Rung next, String site) {
            String type = next.confirm() != null
                    ? "http"
                    : Rendering.typeOf(turn.bundle(incident), next.steps().getFirst());
            SlotType lane = next.confirm() != null ? SlotType.LOOK : HandOut.lane(type);
            Wait wait = new Wait(Wait.room(site, lane, type, incident.policy()), age(incident));
            return new Need(site, lane, type, wait);
        }

        /** Of a further command, whose rung was counted already. */
        static Need ofFurther(Incident incident, SlotType lane, String type, boolean rollback) {
            long order = rollback ? ROLLBACK + age(incident) : age(incident);
            return new Need(incident.site(), lane, type, new Wait(Wait.room(incident.site(), lane, type), order));
        }

        /** Of a call of a person: it waits in no room, but tries another site. */
        static Need ofCall(String site, String type) {
            return new Need(site, SlotType.CALL, type, new Wait(Wait.room(site, SlotType.CALL, type), 0));
        }

        private static long age(Incident incident) {
            return incident.detection().time();
        }
    }

    /** Of a step. */
    static SlotType lane(String actionType) {
        return actionType.equals("waitUntil") ? SlotType.WAIT : SlotType.ACT;
    }

    /** Whether somebody could take it now. */
    static Ruling room(Turn turn, Need need) {
        return pick(turn, need) == null ? refuse(turn, need) : Ruling.ACT;
    }

    /** The worker that gets it: of those that may do it and have a free slot the one with the least to do, then by name. */
    static @Nullable WorkerInstance pick(Turn turn, Need need) {
        return pick(turn, need, worker -> true);
    }

    /** As above, of those that are among these. */
    static @Nullable WorkerInstance pick(Turn turn, Need need, Predicate<WorkerInstance> among) {
        Worker best = null;
        for (Worker worker : eligible(turn, need)) {
            boolean room = among.test(worker.report().worker())
                    && taken(turn, worker, need.lane()) < worker.report().slots(need.lane());
            if (room && (best == null || ORDER.compare(load(turn, worker), load(turn, best)) < 0)) {
                best = worker;
            }
        }
        return best == null ? null : best.report().worker();
    }

    private record Load(int commands, String name, String id) {}

    private static final Comparator<Load> ORDER =
            Comparator.comparingInt(Load::commands).thenComparing(Load::name).thenComparing(Load::id);

    private static Load load(Turn turn, Worker worker) {
        return new Load(
                turn.state.outstanding(worker.report().worker().toString()).size(),
                worker.report().name(),
                worker.report().worker().id());
    }

    /** How many slots of a lane are in use: by what was sent to it, and by what it has taken up again from before. */
    static int taken(Turn turn, Worker worker, SlotType lane) {
        int taken = sentIn(turn.state, worker, lane);
        for (String command : worker.report().resumed()) {
            Incident incident = turn.state.incidentOfCommand(command);
            ActiveCommand active = incident == null ? null : incident.work().active();
            if (active != null
                    && !active.command().worker().equals(worker.report().worker())) {
                taken += active.command().lane() == lane ? 1 : 0;
            }
        }
        return taken;
    }

    /** How many commands of a lane were sent to this incarnation and have not ended. */
    static int sentIn(DeciderState state, Worker worker, SlotType lane) {
        int sent = 0;
        for (SlotType of : state.outstanding(worker.report().worker().toString()).values()) {
            sent += of == lane ? 1 : 0;
        }
        return sent;
    }

    private static Ruling refuse(Turn turn, Need need) {
        if (!eligible(turn, need).isEmpty()) {
            return Ruling.defer(
                    Reason.SITE_BUSY, "no worker of site " + need.site() + " has a free slot", need.place());
        }
        Site site = turn.site(need.site());
        boolean none = site != null && isLong(site.emptySince(), site);
        boolean others = site != null && site.emptySince() < 0;
        List<Wait> waits = new ArrayList<>(List.of(new Wait(
                Wait.worker(need.site(), need.lane(), need.type()), need.place().order())));
        // Who has lost its credit gets another chance when its backoff is over.
        nextChance(turn, need).ifPresent(waits::add);
        return Ruling.defer(
                none || others ? Reason.NO_WORKER : Reason.CATCHING_UP,
                none || others
                        ? "no worker of site " + need.site() + " may do " + need.type() + " now"
                        : "no worker of site " + need.site() + " has been heard yet",
                waits.toArray(Wait[]::new));
    }

    private static Optional<Wait> nextChance(Turn turn, Need need) {
        Site site = turn.site(need.site());
        if (site == null) {
            return Optional.empty();
        }
        return Workers.of(turn, need.site()).stream()
                .filter(worker -> Workers.takes(turn, worker, site, need.lane(), need.type()))
                .map(worker -> Workers.creditAt(worker, need.lane(), need.type()) - site.marked())
                .filter(left -> left > 0)
                .min(Comparator.naturalOrder())
                .map(left -> new Wait(Wait.site(need.site()), site.upTo() + left));
    }

    private static boolean isLong(long since, Site site) {
        return since >= 0 && site.marked() - since >= NO_WORKER_AFTER;
    }

    private static List<Worker> eligible(Turn turn, Need need) {
        Site site = turn.site(need.site());
        if (site == null) {
            return List.of();
        }
        return Workers.of(turn, need.site()).stream()
                .filter(worker -> Workers.takes(turn, worker, site, need.lane(), need.type()))
                .filter(worker -> Workers.hasCredit(turn, worker, site, need.lane(), need.type()))
                .toList();
    }

    /** Something has become free at this site: lets those go on whose turn it is, as long as there is room for them. */
    static void serve(Turn turn, String site, long since) {
        Waker waker = turn.waker;
        if (waker.isTired()) {
            waker.serveLater(site, since);
            return;
        }
        wakeWhatFoundAWorker(turn, site, waker);
        Set<String> tried = new HashSet<>();
        Map<SlotType, List<Need>> lanes = waiting(turn, site, Wait.rooms(site)).stream()
                .collect(Collectors.groupingBy(Need::lane, TreeMap::new, Collectors.toList()));
        for (List<Need> lane : lanes.values()) {
            Place next = next(turn, site, lane, tried);
            while (next != null) {
                if (waker.isTired()) {
                    waker.serveLater(site, turn.now);
                    return;
                }
                tried.add(next.key());
                waker.goOn(turn.state.at(next));
                next = next(turn, site, lane, tried);
            }
        }
    }

    /** They had no worker that could do it, and now there is one: they go to a room, or are sent. */
    private static void wakeWhatFoundAWorker(Turn turn, String site, Waker waker) {
        for (Need need : waiting(turn, site, Wait.workers(site))) {
            if (!eligible(turn, need).isEmpty()) {
                waker.wakeAll(Wait.worker(site, need.lane(), need.type()));
            }
        }
    }

    /** What is waited for in the queues of a site that begin so: {@code <lane>/<type>}, perhaps with more behind it. */
    private static Set<Need> waiting(Turn turn, String site, String prefix) {
        Set<Need> needs = new LinkedHashSet<>();
        for (String queue : turn.state.queues(prefix).keySet()) {
            String[] what = queue.substring(prefix.length()).split("/", 3);
            needs.add(new Need(site, SlotType.valueOf(what[0]), what[1], new Wait("", 0)));
        }
        return needs;
    }

    /**
     * Whose turn it is in a lane, whatever the types of action, of those for which there is room: what has begun, then the
     * policies in turn, and of each its oldest symptom.
     *
     * @param lane one for each type that something waits for
     */
    private static @Nullable Place next(Turn turn, String site, List<Need> lane, Set<String> tried) {
        TreeSet<Place> begun = new TreeSet<>();
        TreeMap<String, TreeSet<Place>> byPolicy = new TreeMap<>();
        for (Need need : lane) {
            if (pick(turn, need) == null) {
                continue;
            }
            String room = Wait.room(site, need.lane(), need.type());
            add(first(turn, room, tried), begun);
            for (String queue : turn.state.queues(room + "/").keySet()) {
                String policy = queue.substring(room.length() + 1);
                add(first(turn, queue, tried), byPolicy.computeIfAbsent(policy, none -> new TreeSet<>()));
            }
        }
        if (!begun.isEmpty()) {
            return begun.first();
        }
        Site known = turn.site(site);
        for (String policy : inTurn(byPolicy, known == null ? "" : known.servedPolicy())) {
            TreeSet<Place> places = byPolicy.get(policy);
            if (places != null && !places.isEmpty()) {
                if (known != null) {
                    turn.state.put(known.served(policy));
                }
                return places.first();
            }
        }
        return null;
    }

    private static void add(@Nullable Place place, TreeSet<Place> to) {
        if (place != null) {
            to.add(place);
        }
    }

    /** Beginning behind the one that was served last. */
    private static Iterable<String> inTurn(NavigableMap<String, TreeSet<Place>> queues, String served) {
        List<String> names = new ArrayList<>(queues.tailMap(served, false).keySet());
        names.addAll(queues.headMap(served, true).keySet());
        return names;
    }

    private static @Nullable Place first(Turn turn, String queue, Set<String> tried) {
        Place place = turn.state.first(queue);
        while (place != null && tried.contains(place.key())) {
            place = turn.state.next(queue, place);
        }
        return place;
    }
}
