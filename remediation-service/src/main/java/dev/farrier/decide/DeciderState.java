package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Held;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything the decider remembers: its records by key, and indexes that are rebuilt from them. Grows with the number of
 * open incidents, of incidents closed in the last 30 days, and of counters whose window is still open. Not thread-safe.
 */
public final class DeciderState {
    private record Due(long at, String key) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : key.compareTo(other.key);
        }
    }

    private final TreeMap<String, StateRecord> records = new TreeMap<>();
    private final TreeSet<Due> dues = new TreeSet<>();
    private final Map<String, String> openByGroup = new HashMap<>();
    private final Map<String, @Nullable StateRecord> changes = new LinkedHashMap<>();

    /** Starts again from what was written before; {@link #drainChanges} will not report these. */
    public static DeciderState restore(Collection<StateRecord> written) {
        DeciderState state = new DeciderState();
        written.forEach(state::index);
        return state;
    }

    /** The records changed since the last call, in the order of their last change; a null value is a removal. */
    public void drainChanges(java.util.function.BiConsumer<String, @Nullable StateRecord> to) {
        changes.forEach(to);
        changes.clear();
    }

    /** All records in key order. */
    public List<StateRecord> records() {
        return List.copyOf(records.values());
    }

    /** Open incidents in id order. */
    public List<Incident> openIncidents() {
        List<Incident> open = new ArrayList<>();
        forEach("incident|", Held.class, held -> open.add(held.incident()));
        return open;
    }

    <T extends StateRecord> @Nullable T get(String key, Class<T> type) {
        return type.cast(records.get(key));
    }

    <T extends StateRecord> void forEach(String prefix, Class<T> type, Consumer<T> to) {
        // A copy, so that the consumer may change the state.
        for (StateRecord record :
                List.copyOf(records.subMap(prefix, prefix + Character.MAX_VALUE).values())) {
            to.accept(type.cast(record));
        }
    }

    void put(StateRecord record) {
        StateRecord before = records.get(record.key());
        if (!record.equals(before)) {
            index(record);
            // Removed first, so that the order is that of the last change.
            changes.remove(record.key());
            changes.put(record.key(), record);
        }
    }

    void remove(String key) {
        StateRecord before = records.remove(key);
        if (before != null) {
            unindex(before);
            changes.remove(key);
            changes.put(key, null);
        }
    }

    @Nullable
    Incident openIncident(String policy, SortedMap<String, String> group) {
        String id = openByGroup.get(policy + "|" + Labels.key(group));
        return id == null ? null : incident(id);
    }

    @Nullable
    Incident incident(String id) {
        Held held = get(Held.key(id), Held.class);
        return held == null ? null : held.incident();
    }

    /** The earliest time at which a record wants to be looked at; {@link Long#MAX_VALUE} when none does. */
    long nextDue() {
        return dues.isEmpty() ? Long.MAX_VALUE : dues.first().at();
    }

    StateRecord firstDue() {
        StateRecord record = records.get(dues.first().key());
        if (record == null) {
            throw new IllegalStateException(
                    "a timer without its record: " + dues.first().key());
        }
        return record;
    }

    private void index(StateRecord record) {
        StateRecord before = records.put(record.key(), record);
        if (before != null) {
            unindex(before);
        }
        if (record.wakeAt() > 0) {
            dues.add(new Due(record.wakeAt(), record.key()));
        }
        if (record instanceof Held held) {
            openByGroup.put(groupKey(held), held.incident().id());
        }
    }

    private void unindex(StateRecord record) {
        if (record.wakeAt() > 0) {
            dues.remove(new Due(record.wakeAt(), record.key()));
        }
        if (record instanceof Held held) {
            openByGroup.remove(groupKey(held), held.incident().id());
        }
    }

    private static String groupKey(Held held) {
        return held.incident().policy() + "|" + Labels.key(held.incident().group());
    }
}
