package dev.farrier.detect.state;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * States by owner and group: objects, of which the ones used last are at hand, over bytes in a store. These are written before
 * a commit, once however often a state has changed, and earlier when it is no longer at hand. An owner has at most so many
 * groups as it is told; for one more, the one that was not touched for the longest time is forgotten.
 *
 * @param <S> one kind of state
 */
public final class StateTable<S extends Kept> {
    private static final byte[] PRESENT = {};
    /**
     * Entries of the index that are looked at to find one that was not touched for the longest time; after so many that were
     * touched meanwhile, the next one goes. Each is put to where it belongs, so that it costs nothing the next time.
     */
    private static final int TRIES = 1_000;
    /** By one that is added: an owner whose limit was lowered comes down to it bit by bit. */
    private static final int MOST_FORGOTTEN = 100;

    private final Layout layout;
    private final GroupStore store;
    private final Owners owners;
    private final int version;
    private final String what;
    private final Limits limits;
    private final Consumer<Owner> crowdedOut;
    private final StateWriter writer;
    private final Recent recent = new Recent();
    private final Set<Owner> recounted = new LinkedHashSet<>();

    /** How a state is read. */
    @FunctionalInterface
    public interface Format<S> {
        S read(Owner owner, String group, StateBytes.Reader in);
    }

    /**
     * @param groups of one owner, at most
     * @param cached objects at hand in one table
     * @param onHeap all states are kept as objects only; the store holds the indexes, and nothing survives
     */
    public record Limits(int groups, int cached, boolean onHeap) {}

    /**
     * @param kind one letter, another one for each table of a store
     * @param version of what the states write
     * @param what the states are, for messages
     * @param crowdedOut told of each group that had to go because its owner has too many
     */
    public StateTable(
            String kind, GroupStore store, int version, String what, Limits limits, Consumer<Owner> crowdedOut) {
        this.layout = new Layout(kind + '|');
        this.store = store;
        this.owners = new Owners(store, kind);
        this.version = version;
        this.what = what;
        this.limits = limits;
        this.writer = new StateWriter(layout, store, version, limits.cached);
        this.crowdedOut = crowdedOut;
    }

    /**
     * The owner of this name, a new one when there is none.
     *
     * @param groups how many it may have, at least 1; ignored where everything is on the heap
     */
    public Owner owner(String policy, String detector, int groups) {
        Owner owner = owners.of(policy, detector);
        owner.limit = limits.onHeap ? limits.groups : Math.min(groups, limits.groups);
        return owner;
    }

    /**
     * Null when there is none.
     *
     * @throws IllegalStateException when a newer version wrote it
     */
    @SuppressWarnings("unchecked") // an owner belongs to one table
    public @Nullable S get(Owner owner, String group, Format<S> format) {
        Kept known = owner.cached.get(group);
        if (known != null) {
            recent.use(known);
            return (S) known;
        }
        byte[] bytes = limits.onHeap ? null : store.get(layout.key(owner, group));
        if (bytes == null) {
            return null;
        }
        StateBytes.Reader in = new StateBytes.Reader(bytes, version, what);
        long until = in.number();
        long due = due(in);
        S state = format.read(owner, group, in);
        state.until = until;
        state.due = due;
        cache(state);
        return state;
    }

    /** @param newUntil stream time from which on it may be forgotten, epoch milliseconds, at least 1 */
    public void save(S state, long newUntil) {
        boolean isNew = state.until == 0;
        state.until = newUntil;
        Owner owner = state.owner;
        if (isNew) {
            cache(state);
            index(owner, state.group, newUntil);
            owner.added();
            recounted.add(owner);
        }
        if (!limits.onHeap) {
            writer.changed(state);
        }
        if (isNew && owner.count > owner.limit) {
            makeRoom(owner);
        }
    }

    /** Brings the store up to date: before a commit of what has led here. */
    public void write() {
        if (!limits.onHeap) {
            writer.writeAll();
            recounted.forEach(owners::save);
        }
        recounted.clear();
    }

    /** Saves it without keeping it for longer: nothing was heard of it. */
    public void saveSame(S state) {
        save(state, state.until);
    }

    public void remove(S state) {
        forget(state.owner, state.group, state.due);
        recounted.add(state.owner);
    }

    /** Has it looked at when the clock comes to this event time; {@link Kept#NEVER} not at all. The caller saves it. */
    public void lookAt(S state, long time) {
        if (state.due == time) {
            return;
        }
        if (state.due != Kept.NEVER) {
            store.delete(layout.dueKey(state.owner, state.due, state.group));
        }
        if (time != Kept.NEVER) {
            store.put(layout.dueKey(state.owner, time, state.group), PRESENT);
        }
        state.due = time;
    }

    /** The groups to be looked at before {@code clock}, the most overdue first. */
    public List<String> due(Owner owner, long clock, int limit) {
        String prefix = layout.dues(owner);
        List<String> groups = new ArrayList<>();
        store.range(prefix, prefix + Layout.sortable(clock), limit)
                .forEach(entry -> groups.add(Layout.group(entry.key(), prefix)));
        return groups;
    }

    /** When the first group is to be looked at, event time, or {@link Kept#NEVER}. */
    public long firstDue(Owner owner) {
        String prefix = layout.dues(owner);
        List<GroupStore.Entry> found = store.range(prefix, prefix + '~', 1);
        return found.isEmpty() ? Kept.NEVER : Layout.time(found.getFirst().key(), prefix);
    }

    /** Marks it, until it is taken out by {@link #takeMarked}. */
    public void mark(S state) {
        if (!state.marked) {
            state.marked = true;
            store.put(layout.markKey(state.owner, state.group), PRESENT);
        }
    }

    /** Takes out the marked states, at most this many; less than that: there are no more. */
    public List<S> takeMarked(int limit, Format<S> format) {
        String prefix = layout.marks();
        List<S> marked = new ArrayList<>();
        for (GroupStore.Entry entry : store.range(prefix, prefix + '~', limit)) {
            store.delete(entry.key());
            int split = entry.key().indexOf('|', prefix.length());
            Owner owner = owners.ofNumber(Integer.parseInt(entry.key(), prefix.length(), split, 16));
            S state = owner == null ? null : get(owner, entry.key().substring(split + 1), format);
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
        for (Owner owner : owners.all()) {
            if (left > 0 && owner.firstUntil < now && owner.count > 0) {
                left -= forgetIdle(owner, now, left);
            }
        }
        return left;
    }

    private int forgetIdle(Owner owner, long now, int limit) {
        String prefix = layout.index(owner);
        List<GroupStore.Entry> entries = store.range(prefix, prefix + Layout.sortable(now), limit);
        for (GroupStore.Entry entry : entries) {
            settle(owner, entry.key(), prefix, now);
        }
        if (!entries.isEmpty()) {
            recounted.add(owner);
        }
        if (entries.size() < limit) {
            List<GroupStore.Entry> next = store.range(prefix, prefix + '~', 1);
            owner.firstUntil = next.isEmpty()
                    ? Long.MAX_VALUE
                    : Layout.time(next.getFirst().key(), prefix);
        }
        return Math.max(1, entries.size());
    }

    /** Takes one entry of the index, and forgets its group or puts it to where it belongs now. Returns whether it is gone. */
    private boolean settle(Owner owner, String entry, String prefix, long now) {
        store.delete(entry);
        String group = Layout.group(entry, prefix);
        Kept known = owner.cached.get(group);
        long until = known == null ? 0 : known.until;
        long due = known == null ? Kept.NEVER : known.due;
        if (known == null) {
            byte[] bytes = limits.onHeap ? null : store.get(layout.key(owner, group));
            if (bytes == null) {
                return true;
            }
            StateBytes.Reader in = new StateBytes.Reader(bytes, version, what);
            until = in.number();
            due = due(in);
        }
        if (until >= now) {
            index(owner, group, until);
            return false;
        }
        forget(owner, group, due);
        return true;
    }

    /** Entries of the index are never later than the truth: the first that is true is the oldest. */
    private void makeRoom(Owner owner) {
        String prefix = layout.index(owner);
        int forgotten = 0;
        int tries = 0;
        while (owner.count > owner.limit && forgotten < MOST_FORGOTTEN) {
            List<GroupStore.Entry> oldest = store.range(prefix, prefix + '~', 1);
            if (oldest.isEmpty()) {
                return;
            }
            String entry = oldest.getFirst().key();
            int before = owner.count;
            settle(owner, entry, prefix, tries < TRIES ? Layout.time(entry, prefix) + 1 : Long.MAX_VALUE);
            tries++;
            if (owner.count < before) {
                crowdedOut.accept(owner);
                forgotten++;
                tries = 0;
            }
        }
    }

    private void forget(Owner owner, String group, long due) {
        if (!limits.onHeap) {
            store.delete(layout.key(owner, group));
        }
        if (due != Kept.NEVER) {
            store.delete(layout.dueKey(owner, due, group));
        }
        Kept known = owner.cached.remove(group);
        if (known != null) {
            recent.remove(known);
            known.atHand = false;
            known.unwritten = false;
            known.until = 0;
        }
        owner.count--;
    }

    private void index(Owner owner, String group, long until) {
        store.put(layout.indexKey(owner, until, group), PRESENT);
        owner.firstUntil = Math.min(owner.firstUntil, until);
    }

    private static long due(StateBytes.Reader in) {
        return in.flag() ? in.fixed() : Kept.NEVER;
    }

    private void cache(Kept state) {
        state.owner.cached.put(state.group, state);
        recent.add(state);
        state.atHand = true;
        Kept oldest = recent.oldest();
        if (recent.size() > limits.cached && !limits.onHeap && oldest != null && oldest != state) {
            recent.remove(oldest);
            oldest.owner.cached.remove(oldest.group);
            oldest.atHand = false;
            writer.writeIfChanged(oldest);
        }
    }
}
