package dev.farrier.detect.state;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** In memory, for replay, tests, and state that is made again. Not for use by several threads. */
public final class HeapGroupStore implements GroupStore {
    private final TreeMap<String, byte[]> entries = new TreeMap<>();

    @Override
    public byte @Nullable [] get(String key) {
        byte[] value = entries.get(key);
        return value == null ? null : value.clone();
    }

    @Override
    public void put(String key, byte[] value) {
        entries.put(key, value.clone());
    }

    @Override
    public void delete(String key) {
        entries.remove(key);
    }

    @Override
    public List<StoreEntry> range(String from, String to, int limit) {
        return entries.subMap(from, to).entrySet().stream()
                .limit(limit)
                .map(entry -> new StoreEntry(entry.getKey(), entry.getValue().clone()))
                .toList();
    }

    /** How many entries there are. */
    public int size() {
        return entries.size();
    }
}
