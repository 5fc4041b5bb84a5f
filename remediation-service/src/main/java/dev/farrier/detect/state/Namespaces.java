package dev.farrier.detect.state;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The namespaces of one table. The store has those with groups. Names of policies contain no {@code |}. */
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
        Namespace namespace = new Namespace(
                in.size(),
                entry.key().substring(prefix.length(), split),
                entry.key().substring(split + 1));
        namespace.count = in.size();
        add(namespace);
    }

    private Namespace add(Namespace namespace) {
        byName.put(key(namespace.policy(), namespace.detector()), namespace);
        byNumber.put(namespace.number, namespace);
        lastNumber = Math.max(lastNumber, namespace.number);
        return namespace;
    }

    private String key(String policy, String detector) {
        return prefix + policy + '|' + detector;
    }

    /** The namespace of this name, a new one when there is none. */
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

    /** Writes how many groups it has; a namespace without any is not in the store. */
    void save(Namespace namespace) {
        String key = key(namespace.policy(), namespace.detector());
        if (namespace.count == 0) {
            store.delete(key);
        } else {
            store.put(
                    key,
                    writer.begin(VERSION)
                            .number(namespace.number)
                            .number(namespace.count)
                            .bytes());
        }
    }
}
