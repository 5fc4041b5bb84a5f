package dev.farrier.detect.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the detectors keep everything that must survive: an ordered map from text to bytes. What is written must be
 * restored together with the position in the signals; then nothing needs to be done after a restart.
 */
public interface GroupStore {

    /** The value, or null when there is none. The caller owns the array. */
    byte @Nullable [] get(String key);

    void put(String key, byte[] value);

    /** Removes the key; does nothing when there is none. */
    void delete(String key);

    /**
     * The first entries with {@code from ≤ key < to}. Keys are ordered by their UTF-8 bytes.
     *
     * @param limit how many at most, at least 1
     */
    List<StoreEntry> range(String from, String to, int limit);

    /** One key with its value. */
    record StoreEntry(String key, byte[] value) {}
}
