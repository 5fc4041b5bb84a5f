package dev.farrier.decide.state;

import dev.farrier.decide.state.CallRecord.CallAttempt;
import dev.farrier.decide.state.CallRecord.CallState;
import dev.farrier.decide.state.CallRecord.CollectiveCall;
import dev.farrier.decide.state.IncidentRecord.AbandonedCommand;
import dev.farrier.decide.state.IncidentRecord.HealedIncident;
import dev.farrier.decide.state.IncidentRecord.OpenIncident;
import dev.farrier.decide.state.SiteRecord.WorkerState;
import dev.farrier.decide.state.StateRecord.HaltRecord;
import dev.farrier.decide.state.StateRecord.WakeBacklog;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.SlotType;
import dev.farrier.model.StandingHalt;
import dev.farrier.policy.Bundle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The decider's records by key, and indexes that are rebuilt from them. Grows with the open incidents, the incidents closed in
 * the last 30 days, and the counters whose window is open. Not thread-safe.
 */
public final class DeciderState {
    public record QueueEntry(long order, String key) implements Comparable<QueueEntry> {
        @Override
        public int compareTo(QueueEntry other) {
            return order != other.order ? Long.compare(order, other.order) : key.compareTo(other.key);
        }
    }

    /** Sorts behind every key. */
    private static final String LAST_KEY = String.valueOf(Character.MAX_VALUE);

    private final TreeMap<String, StateRecord> records = new TreeMap<>();
    private final TreeMap<String, TreeSet<QueueEntry>> queues = new TreeMap<>();
    private final Map<String, String> openByGroup = new HashMap<>();
    private final Map<String, String> alarms = new HashMap<>();
    /** Worker → command → slot type, of all commands that were sent and have not ended. */
    private final Map<String, TreeMap<String, SlotType>> outstanding = new HashMap<>();
    /** Active command → its incident. */
    private final Map<String, String> incidentOfCommand = new HashMap<>();
    /** Heartbeat queue → how many open incidents depend on it. */
    private final Map<String, Integer> heartbeats = new HashMap<>();

    private final TargetHealth health = new TargetHealth();

    private @Nullable InhibitSources inhibitSources;

    private final Map<String, @Nullable StateRecord> changes = new LinkedHashMap<>();

    /** The state that consists of these records; {@link #drainChanges} does not report them. */
    public static DeciderState restore(Collection<StateRecord> written) {
        DeciderState state = new DeciderState();
        written.forEach(state::index);
        state.health.drainChanged(); // nothing has changed by that
        return state;
    }

    /** The records changed since the last call, in the order of their last change; a null value is a removal. */
    public void drainChanges(BiConsumer<String, @Nullable StateRecord> to) {
        changes.forEach(to);
        changes.clear();
    }

    /** All records in key order. */
    public List<StateRecord> records() {
        return List.copyOf(records.values());
    }

    /** Open incidents in id order. Costs as much as there are incidents: not for use by an input. */
    public List<Incident> openIncidents() {
        List<Incident> incidents = new ArrayList<>();
        forEach(OpenIncident.PREFIX, OpenIncident.class, open -> incidents.add(open.incident()));
        return incidents;
    }

    /** Names of the sites with outstanding commands, sorted. */
    public List<String> busySites() {
        TreeSet<String> sites = new TreeSet<>();
        forEach(WorkerState.ALL, WorkerState.class, worker -> {
            if (outstanding.containsKey(worker.report().worker().toString())) {
                sites.add(worker.report().site());
            }
        });
        return List.copyOf(sites);
    }

    public <T extends StateRecord> @Nullable T get(String key, Class<T> type) {
        return type.cast(records.get(key));
    }

    /** The halts in force, the widest scope first. */
    public List<StandingHalt> halts() {
        HaltRecord record = get(HaltRecord.KEY, HaltRecord.class);
        return record == null ? List.of() : record.standing();
    }

    public <T extends StateRecord> void forEach(String prefix, Class<T> type, Consumer<T> to) {
        Map.Entry<String, StateRecord> next = records.ceilingEntry(prefix);
        if (next == null || !next.getKey().startsWith(prefix)) {
            return;
        }
        // A copy, so that the consumer may change the state.
        List<StateRecord> found = new ArrayList<>();
        for (Map.Entry<String, StateRecord> entry : records.tailMap(prefix).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            found.add(entry.getValue());
        }
        found.forEach(record -> to.accept(type.cast(record)));
    }

    public void put(StateRecord record) {
        StateRecord before = records.get(record.key());
        if (!record.equals(before)) {
            index(record);
            // Removed first, so that the order is that of the last change.
            changes.remove(record.key());
            changes.put(record.key(), record);
        }
    }

    public void remove(String key) {
        StateRecord before = records.remove(key);
        if (before != null) {
            unindex(before);
            changes.remove(key);
            changes.put(key, null);
        }
    }

    @Nullable
    public Incident openIncident(String policy, SortedMap<String, String> group) {
        String id = openByGroup.get(policy + "|" + Labels.key(group));
        return id == null ? null : incident(id);
    }

    @Nullable
    public Incident openAlarm(SortedMap<String, String> group) {
        String id = alarms.get(Labels.key(group));
        return id == null ? null : incident(id);
    }

    @Nullable
    public Incident incident(String id) {
        OpenIncident open = get(OpenIncident.key(id), OpenIncident.class);
        return open == null ? null : open.incident();
    }

    /** The next timer by the decider's clock; {@link Long#MAX_VALUE}: there is none. */
    public long nextDue() {
        return nextDue(WakeCondition.LOG);
    }

    /** The next timer by this clock; {@link Long#MAX_VALUE}: there is none. */
    long nextDue(String clock) {
        QueueEntry first = first(clock);
        return first == null ? Long.MAX_VALUE : first.order();
    }

    @Nullable
    public QueueEntry first(String queue) {
        TreeSet<QueueEntry> places = queues.get(queue);
        return places == null ? null : places.first();
    }

    @Nullable
    public QueueEntry next(String queue, QueueEntry after) {
        TreeSet<QueueEntry> places = queues.get(queue);
        return places == null ? null : places.higher(after);
    }

    NavigableSet<QueueEntry> queue(String queue) {
        TreeSet<QueueEntry> places = queues.get(queue);
        return places == null ? new TreeSet<>() : places;
    }

    /**
     * The first time after this one up to which an incident waits for a source to be read, epoch milliseconds; {@link
     * Long#MAX_VALUE}: there is none.
     */
    public long nextRead(long after) {
        return queues(WakeCondition.sources()).values().stream()
                .map(places -> places.higher(new QueueEntry(after, LAST_KEY)))
                .filter(Objects::nonNull)
                .mapToLong(QueueEntry::order)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** The queues whose names begin with the prefix; none is empty. */
    public NavigableMap<String, TreeSet<QueueEntry>> queues(String prefix) {
        return queues.subMap(prefix, true, prefix + Character.MAX_VALUE, false);
    }

    public StateRecord at(QueueEntry place) {
        return at(place.key());
    }

    /** @throws IllegalStateException when there is no such record */
    public StateRecord at(String key) {
        StateRecord record = records.get(key);
        if (record == null) {
            throw new IllegalStateException("a wait without its record: " + key);
        }
        return record;
    }

    /** The commits of open incidents, of those that may relapse, and of calls, sorted. */
    public SortedSet<String> commits() {
        TreeSet<String> commits = new TreeSet<>();
        openIncidents().forEach(incident -> commits.add(incident.commit()));
        forEach(
                HealedIncident.PREFIX,
                HealedIncident.class,
                healed -> commits.add(healed.incident().commit()));
        forEach(
                CallState.PREFIX,
                CallState.class,
                call -> commits.add(call.incident().commit()));
        forEach(
                CollectiveCall.PREFIX,
                CollectiveCall.class,
                calls -> commits.add(calls.first().commit()));
        return commits;
    }

    /** Outstanding commands of this worker by id → slot type. */
    public SortedMap<String, SlotType> outstanding(String worker) {
        return outstanding.getOrDefault(worker, new TreeMap<>());
    }

    public List<StateRecord> backlog() {
        return List.copyOf(records.subMap(WakeBacklog.PREFIX, WakeBacklog.PREFIX + Character.MAX_VALUE)
                .values());
    }

    @Nullable
    public Incident incidentOfCommand(String command) {
        String id = incidentOfCommand.get(command);
        return id == null ? null : incident(id);
    }

    public boolean dependsOn(String queue) {
        return heartbeats.containsKey(queue);
    }

    public TargetHealth health() {
        return health;
    }

    /** Costs as much as there are open incidents when it was another bundle before. */
    public InhibitSources inhibitSources(Bundle bundle) {
        InhibitSources known = inhibitSources;
        if (known == null || !known.isOf(bundle)) {
            known = new InhibitSources(bundle, openIncidents());
            inhibitSources = known;
        }
        return known;
    }

    private void index(StateRecord record) {
        StateRecord before = records.put(record.key(), record);
        if (before != null) {
            unindex(before);
        }
        health.add(record);
        for (WakeCondition wait : record.wakeConditions()) {
            queues.computeIfAbsent(wait.queue(), queue -> new TreeSet<>())
                    .add(new QueueEntry(wait.order(), record.key()));
        }
        if (record instanceof OpenIncident open) {
            if (inhibitSources != null) {
                inhibitSources.add(open.incident());
            }
            openByGroup.put(groupKey(open), open.incident().id());
            if (AlarmGroup.isAlarm(open.incident().group())) {
                alarms.put(Labels.key(open.incident().group()), open.incident().id());
            }
            open.heartbeats().forEach(queue -> heartbeats.merge(queue, 1, Integer::sum));
            ActiveCommand active = open.incident().work().active();
            if (active != null) {
                sent(
                        active.command().worker().toString(),
                        active.command().id(),
                        active.command().lane());
                incidentOfCommand.put(active.command().id(), open.incident().id());
            }
        } else if (record instanceof AbandonedCommand abandoned) {
            Command command = abandoned.command();
            sent(command.worker().toString(), command.id(), command.lane());
        } else if (record instanceof CallState call) {
            call.attempts().forEach(attempt -> sent(attempt.worker().toString(), attempt.command(), SlotType.CALL));
        }
    }

    private void unindex(StateRecord record) {
        health.remove(record);
        for (WakeCondition wait : record.wakeConditions()) {
            TreeSet<QueueEntry> places = queues.get(wait.queue());
            if (places != null) {
                places.remove(new QueueEntry(wait.order(), record.key()));
                if (places.isEmpty()) {
                    queues.remove(wait.queue());
                }
            }
        }
        if (record instanceof OpenIncident open) {
            if (inhibitSources != null) {
                inhibitSources.remove(open.incident().id());
            }
            openByGroup.remove(groupKey(open), open.incident().id());
            alarms.remove(Labels.key(open.incident().group()), open.incident().id());
            open.heartbeats().forEach(queue -> heartbeats.computeIfPresent(queue, (s, n) -> n == 1 ? null : n - 1));
            ActiveCommand active = open.incident().work().active();
            if (active != null) {
                ended(active.command().worker().toString(), active.command().id());
                incidentOfCommand.remove(active.command().id());
            }
        } else if (record instanceof AbandonedCommand abandoned) {
            Command command = abandoned.command();
            ended(command.worker().toString(), command.id());
        } else if (record instanceof CallState call) {
            for (CallAttempt attempt : call.attempts()) {
                ended(attempt.worker().toString(), attempt.command());
            }
        }
    }

    private void sent(String worker, String command, SlotType lane) {
        outstanding.computeIfAbsent(worker, w -> new TreeMap<>()).put(command, lane);
    }

    private void ended(String worker, String command) {
        TreeMap<String, SlotType> commands = outstanding.get(worker);
        if (commands != null) {
            commands.remove(command);
            if (commands.isEmpty()) {
                outstanding.remove(worker);
            }
        }
    }

    private static String groupKey(OpenIncident open) {
        return open.incident().policy() + "|" + Labels.key(open.incident().group());
    }
}
