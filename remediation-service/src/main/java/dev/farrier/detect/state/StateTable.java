package dev.farrier.detect.state;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * States by namespace and group: a cache of the objects used last over bytes in a store. A changed state is written before a
 * commit, once however often it has changed, and earlier when it leaves the cache. A namespace has at most so many
 * groups as its limit says; for one more, the group that was idle for the longest time is forgotten.
 *
 * @param <S> one kind of state
 */
public final class StateTable<S extends StateEntry> {
    private static final byte[] PRESENT = {};
    /**
     * To forget the group that was idle for the longest time, the table reads so many entries of the index whose groups were
     * saved since; then it forgets the next group even so. Each entry it reads moves to its group's present time, so no later
     * search reads it in vain.
     */
    private static final int TRIES = 1_000;
    /** How many groups one added group can push out: a namespace whose limit was lowered comes down to it bit by bit. */
    private static final int MOST_FORGOTTEN = 100;

    private final KeyLayout layout;
    private final GroupStore store;
    private final Namespaces namespaces;
    private final int version;
    private final String what;
    private final TableLimits limits;
    private final Consumer<Namespace> onEvicted;
    private final StateBytes.Writer bytes = new StateBytes.Writer();
    private final List<S> dirty = new ArrayList<>();
    /** In the order of use, the least recently used first. */
    private final Map<CacheKey, S> cache = new LinkedHashMap<>(16, 0.75f, true);

    private final Set<Namespace> resized = new LinkedHashSet<>();

    private record CacheKey(Namespace namespace, String group) {}

    /** How a state is read. */
    @FunctionalInterface
    public interface StateReader<S> {
        S read(Namespace namespace, String group, StateBytes.Reader in);
    }

    /**
     * @param groups of one namespace, at most
     * @param cached how many objects the cache of one table has
     * @param onHeap all states are kept as objects only; the store holds the indexes, and nothing survives
     */
    public record TableLimits(int groups, int cached, boolean onHeap) {}

    /**
     * @param kind one letter, another one for each table of a store
     * @param version of what the states write
     * @param what the states are, for messages
     * @param onEvicted called for each group that is forgotten because its namespace has too many
     */
    public StateTable(
            String kind,
            GroupStore store,
            int version,
            String what,
            TableLimits limits,
            Consumer<Namespace> onEvicted) {
        this.layout = new KeyLayout(kind + '|');
        this.store = store;
        this.namespaces = new Namespaces(store, kind);
        this.version = version;
        this.what = what;
        this.limits = limits;
        this.onEvicted = onEvicted;
    }

    /**
     * The namespace of this name, a new one when there is none.
     *
     * @param groups how many it may have, at least 1; ignored where everything is on the heap
     */
    public Namespace namespace(String policy, String detector, int groups) {
        Namespace namespace = namespaces.of(policy, detector);
        namespace.limit = limits.onHeap ? limits.groups : Math.min(groups, limits.groups);
        return namespace;
    }

    /**
     * Null when there is none.
     *
     * @throws IllegalStateException when a newer version wrote it
     */
    public @Nullable S get(Namespace namespace, String group, StateReader<S> format) {
        S known = cache.get(new CacheKey(namespace, group));
        if (known != null) {
            return known;
        }
        byte[] bytes = limits.onHeap ? null : store.get(layout.key(namespace, group));
        if (bytes == null) {
            return null;
        }
        StateBytes.Reader in = new StateBytes.Reader(bytes, version, what);
        long until = in.number();
        long due = due(in);
        S state = format.read(namespace, group, in);
        state.expiresAt = until;
        state.due = due;
        cache(state);
        return state;
    }

    /** @param newUntil stream time from which on it may be forgotten, epoch milliseconds, at least 1 */
    public void save(S state, long newUntil) {
        boolean isNew = state.expiresAt == 0;
        state.expiresAt = newUntil;
        Namespace namespace = state.namespace;
        if (isNew) {
            cache(state);
            index(namespace, state.group, newUntil);
            namespace.added();
            resized.add(namespace);
        }
        if (!limits.onHeap) {
            changed(state);
        }
        if (isNew && namespace.count > namespace.limit) {
            makeRoom(namespace);
        }
    }

    /** Brings the store up to date: before a commit of what has led here. */
    public void flush() {
        if (!limits.onHeap) {
            writeDirty();
            resized.forEach(namespaces::save);
        }
        resized.clear();
    }

    /** Saves it without extending its retention: there was no event. */
    public void saveWithoutRenewal(S state) {
        save(state, state.expiresAt);
    }

    public void remove(S state) {
        forget(state.namespace, state.group, state.due);
        resized.add(state.namespace);
    }

    /** Has it looked at when the clock comes to this event time; {@link StateEntry#NEVER} not at all. The caller saves it. */
    public void schedule(S state, long time) {
        if (state.due == time) {
            return;
        }
        if (state.due != StateEntry.NEVER) {
            store.delete(layout.dueKey(state.namespace, state.due, state.group));
        }
        if (time != StateEntry.NEVER) {
            store.put(layout.dueKey(state.namespace, time, state.group), PRESENT);
        }
        state.due = time;
    }

    /** The groups to be looked at before {@code clock}, the most overdue first. */
    public List<String> due(Namespace namespace, long clock, int limit) {
        String prefix = layout.dues(namespace);
        List<String> groups = new ArrayList<>();
        store.range(prefix, prefix + KeyLayout.sortable(clock), limit)
                .forEach(entry -> groups.add(KeyLayout.group(entry.key(), prefix)));
        return groups;
    }

    /** When the first group is to be looked at, event time, or {@link StateEntry#NEVER}. */
    public long firstDue(Namespace namespace) {
        String prefix = layout.dues(namespace);
        List<GroupStore.StoreEntry> found = store.range(prefix, prefix + '~', 1);
        return found.isEmpty()
                ? StateEntry.NEVER
                : KeyLayout.time(found.getFirst().key(), prefix);
    }

    /** Marks it, until it is taken out by {@link #drainMarked}. */
    public void mark(S state) {
        if (!state.marked) {
            state.marked = true;
            store.put(layout.markKey(state.namespace, state.group), PRESENT);
        }
    }

    /** Takes out the marked states, at most this many; less than that: there are no more. */
    public List<S> drainMarked(int limit, StateReader<S> format) {
        String prefix = layout.marks();
        List<S> marked = new ArrayList<>();
        for (GroupStore.StoreEntry entry : store.range(prefix, prefix + '~', limit)) {
            store.delete(entry.key());
            int split = entry.key().indexOf('|', prefix.length());
            Namespace namespace = namespaces.ofNumber(Integer.parseInt(entry.key(), prefix.length(), split, 16));
            S state = namespace == null ? null : get(namespace, entry.key().substring(split + 1), format);
            if (state != null) {
                state.marked = false;
                marked.add(state);
            }
        }
        return marked;
    }

    /**
     * Forgets what was not touched for long enough.
     *
     * @param limit how many are looked at, at most
     * @return how many more could have been
     */
    public int forgetIdle(long now, int limit) {
        int left = limit;
        for (Namespace namespace : namespaces.all()) {
            if (left > 0 && namespace.firstExpiry < now && namespace.count > 0) {
                left -= forgetIdle(namespace, now, left);
            }
        }
        return left;
    }

    private int forgetIdle(Namespace namespace, long now, int limit) {
        String prefix = layout.index(namespace);
        List<GroupStore.StoreEntry> entries = store.range(prefix, prefix + KeyLayout.sortable(now), limit);
        for (GroupStore.StoreEntry entry : entries) {
            expireOrReindex(namespace, entry.key(), prefix, now);
        }
        if (!entries.isEmpty()) {
            resized.add(namespace);
        }
        if (entries.size() < limit) {
            List<GroupStore.StoreEntry> next = store.range(prefix, prefix + '~', 1);
            namespace.firstExpiry = next.isEmpty()
                    ? Long.MAX_VALUE
                    : KeyLayout.time(next.getFirst().key(), prefix);
        }
        return Math.max(1, entries.size());
    }

    /** Takes one entry out of the index; forgets its group, or enters it again at the group's present time. */
    private void expireOrReindex(Namespace namespace, String entry, String prefix, long now) {
        store.delete(entry);
        String group = KeyLayout.group(entry, prefix);
        S known = cache.get(new CacheKey(namespace, group));
        long until = known == null ? 0 : known.expiresAt;
        long due = known == null ? StateEntry.NEVER : known.due;
        if (known == null) {
            byte[] bytes = limits.onHeap ? null : store.get(layout.key(namespace, group));
            if (bytes == null) {
                return;
            }
            StateBytes.Reader in = new StateBytes.Reader(bytes, version, what);
            until = in.number();
            due = due(in);
        }
        if (until >= now) {
            index(namespace, group, until);
        } else {
            forget(namespace, group, due);
        }
    }

    /** An entry of the index is never later than its group's time, so the first entry that is up to date has the oldest group. */
    private void makeRoom(Namespace namespace) {
        String prefix = layout.index(namespace);
        int forgotten = 0;
        int tries = 0;
        while (namespace.count > namespace.limit && forgotten < MOST_FORGOTTEN) {
            List<GroupStore.StoreEntry> oldest = store.range(prefix, prefix + '~', 1);
            if (oldest.isEmpty()) {
                return;
            }
            String entry = oldest.getFirst().key();
            int before = namespace.count;
            expireOrReindex(
                    namespace, entry, prefix, tries < TRIES ? KeyLayout.time(entry, prefix) + 1 : Long.MAX_VALUE);
            tries++;
            if (namespace.count < before) {
                onEvicted.accept(namespace);
                forgotten++;
                tries = 0;
            }
        }
    }

    private void forget(Namespace namespace, String group, long due) {
        if (!limits.onHeap) {
            store.delete(layout.key(namespace, group));
        }
        if (due != StateEntry.NEVER) {
            store.delete(layout.dueKey(namespace, due, group));
        }
        S known = cache.remove(new CacheKey(namespace, group));
        if (known != null) {
            known.cached = false;
            known.dirty = false;
            known.expiresAt = 0;
        }
        namespace.count--;
    }

    private void index(Namespace namespace, String group, long until) {
        store.put(layout.indexKey(namespace, until, group), PRESENT);
        namespace.firstExpiry = Math.min(namespace.firstExpiry, until);
    }

    private static long due(StateBytes.Reader in) {
        return in.flag() ? in.fixed() : StateEntry.NEVER;
    }

    private void cache(S state) {
        cache.put(new CacheKey(state.namespace, state.group), state);
        state.cached = true;
        if (cache.size() > limits.cached && !limits.onHeap) {
            Iterator<S> leastRecent = cache.values().iterator();
            S evicted = leastRecent.next();
            leastRecent.remove();
            evicted.cached = false;
            writeIfDirty(evicted);
        }
    }

    /** Writes a cached state later, when it leaves the cache or at the next flush; any other now. */
    private void changed(S state) {
        if (!state.cached) {
            write(state);
        } else if (!state.dirty) {
            state.dirty = true;
            dirty.add(state);
            if (dirty.size() > limits.cached) {
                writeDirty();
            }
        }
    }

    private void writeDirty() {
        dirty.forEach(this::writeIfDirty);
        dirty.clear();
    }

    private void writeIfDirty(S state) {
        if (state.dirty) {
            write(state);
        }
    }

    private void write(S state) {
        state.dirty = false;
        bytes.begin(version).number(state.expiresAt).flag(state.due != StateEntry.NEVER);
        if (state.due != StateEntry.NEVER) {
            bytes.fixed(state.due);
        }
        state.write(bytes);
        store.put(layout.key(state.namespace, state.group), bytes.bytes());
    }
}
