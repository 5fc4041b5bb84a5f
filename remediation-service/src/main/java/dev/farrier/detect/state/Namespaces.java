package dev.farrier.detect.state;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table's owners that have groups in the store. Names of policies contain no {@code |}. */
final class Namespaces {
    private static final int VERSION = 1;

    private final GroupStore store;
    private final Map<String, Namespace> byName = new HashMap<>();
    private final Map<Integer, Namespace> byNumber = new HashMap<>();
    private final StateBytes.Writer writer = new StateBytes.Writer();
    private final String prefix;
    private int lastNumber;

    /**
     * Reads those of the store.
     *
     * @param kind of the table
     */
    Namespaces(GroupStore store, String kind) {
        this.store = store;
        this.prefix = "n|" + kind + '|';
        store.range(prefix, prefix + '~', Integer.MAX_VALUE).forEach(this::read);
    }

    private void read(GroupStore.StoreEntry entry) {
        StateBytes.Reader in = new StateBytes.Reader(entry.value(), VERSION, "an owner of groups");
        int split = entry.key().lastIndexOf('|');
        Namespace owner = new Namespace(
                in.size(),
                entry.key().substring(prefix.length(), split),
                entry.key().substring(split + 1));
        owner.count = in.size();
        add(owner);
    }

    private Namespace add(Namespace owner) {
        byName.put(key(owner.policy(), owner.detector()), owner);
        byNumber.put(owner.number, owner);
        lastNumber = Math.max(lastNumber, owner.number);
        return owner;
    }

    private String key(String policy, String detector) {
        return prefix + policy + '|' + detector;
    }

    /** The owner of this name, a new one when there is none. */
    Namespace of(String policy, String detector) {
        Namespace known = byName.get(key(policy, detector));
        return known == null ? add(new Namespace(lastNumber + 1, policy, detector)) : known;
    }

    @Nullable
    Namespace ofNumber(int number) {
        return byNumber.get(number);
    }

    Collection<Namespace> all() {
        return byName.values();
    }

    /** Writes how many groups it has; an owner without any is not in the store. */
    void save(Namespace owner) {
        String key = key(owner.policy(), owner.detector());
        if (owner.count == 0) {
            store.delete(key);
        } else {
            store.put(
                    key,
                    writer.begin(VERSION)
                            .number(owner.number)
                            .number(owner.count)
                            .bytes());
        }
    }
}
