package dev.farrier.stream.core;

import dev.farrier.detect.state.GroupStore;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The detectors' state in a Kafka Streams store, which is consistent with the committed offsets of the signals. */
final class StreamsGroupStore implements GroupStore {
    private final KeyValueStore<String, byte[]> store;

    StreamsGroupStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return store.get(key);
    }

    @Override
    public void put(String key, byte[] value) {
        store.put(key, value);
    }

    @Override
    public void delete(String key) {
        store.delete(key);
    }

    @Override
    public List<StoreEntry> range(String from, String to, int limit) {
        List<StoreEntry> entries = new ArrayList<>();
        // Kafka's range includes its upper bound.
        try (KeyValueIterator<String, byte[]> all = store.range(from, to)) {
            while (all.hasNext() && entries.size() < limit) {
                KeyValue<String, byte[]> next = all.next();
                if (!next.key.equals(to)) {
                    entries.add(new StoreEntry(next.key, next.value));
                }
            }
        }
        return entries;
    }
}
