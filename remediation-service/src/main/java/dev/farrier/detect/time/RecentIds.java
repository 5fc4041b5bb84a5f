package dev.farrier.detect.time;

import dev.farrier.detect.state.StateBytes;
import java.util.Arrays;

/**
 * Hashes of the ids of the newest events with their times, so that a second delivery is recognized. There may be millions of
 * these objects: an id takes 16 bytes on the heap and about ten in the store.
 */
final class RecentIds {
    private static final long[] NONE = {};

    private long[] times = NONE;
    private long[] hashes = NONE;
    /** The ids are those from here to {@link #end}, oldest first. */
    private int start;

    private int end;

    boolean contains(long hash) {
        for (int i = end - 1; i >= start; i--) {
            if (hashes[i] == hash) {
                return true;
            }
        }
        return false;
    }

    /** Forgets ids of events at {@code forgetUpTo} or before, and the oldest when there are too many. */
    void add(long time, long hash, long forgetUpTo, int limit) {
        append(time, hash);
        start = Math.max(start, end - limit);
        while (start < end - 1 && times[start] <= forgetUpTo) {
            start++;
        }
    }

    private void append(long time, long hash) {
        if (end == times.length) {
            int size = end - start;
            int room = start + size + Math.max(2, size / 2);
            times = Arrays.copyOfRange(times, start, room);
            hashes = Arrays.copyOfRange(hashes, start, room);
            start = 0;
            end = size;
        }
        times[end] = time;
        hashes[end++] = hash;
    }

    void write(StateBytes.Writer out, long reference) {
        out.number(end - start);
        for (int i = start; i < end; i++) {
            out.signed(times[i] - reference).fixed(hashes[i]);
        }
    }

    void read(StateBytes.Reader in, long reference) {
        for (int i = in.size(); i > 0; i--) {
            append(in.signed() + reference, in.fixed());
        }
    }
}
