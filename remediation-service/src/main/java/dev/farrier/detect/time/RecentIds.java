package dev.farrier.detect.time;

import dev.farrier.detect.state.LongQueue;
import dev.farrier.detect.state.StateBytes;

/** Hashes of the ids of the newest events with their times, so that a second delivery is known: about ten bytes each. */
final class RecentIds {
    private final LongQueue times = new LongQueue();
    private final LongQueue hashes = new LongQueue();

    boolean contains(long hash) {
        return hashes.indexOf(hash) >= 0;
    }

    /** Forgets ids of events at {@code forgetUpTo} or before, and the oldest when there are too many. */
    void add(long time, long hash, long forgetUpTo, int limit) {
        times.add(time);
        hashes.add(hash);
        int old = Math.max(0, times.size() - limit);
        while (old < times.size() - 1 && times.get(old) <= forgetUpTo) {
            old++;
        }
        times.drop(old);
        hashes.drop(old);
    }

    void write(StateBytes.Writer out, long reference) {
        out.number(times.size());
        for (int i = 0; i < times.size(); i++) {
            out.signed(times.get(i) - reference).fixed(hashes.get(i));
        }
    }

    static RecentIds read(StateBytes.Reader in, long reference) {
        RecentIds ids = new RecentIds();
        for (int i = in.size(); i > 0; i--) {
            ids.times.add(in.signed() + reference);
            ids.hashes.add(in.fixed());
        }
        return ids;
    }
}
