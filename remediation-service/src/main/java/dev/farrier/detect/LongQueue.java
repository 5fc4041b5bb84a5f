package dev.farrier.detect;

import java.util.Arrays;

/** First in, first out, without boxes. */
final class LongQueue {
    private long[] values = new long[8];
    private int start;
    private int end;

    int size() {
        return end - start;
    }

    void add(long value) {
        if (end == values.length) {
            values = Arrays.copyOfRange(values, start, start + Math.max(8, 2 * size()));
            end -= start;
            start = 0;
        }
        values[end++] = value;
    }

    boolean contains(long value) {
        for (int i = start; i < end; i++) {
            if (values[i] == value) {
                return true;
            }
        }
        return false;
    }

    /** Drops the oldest until no more than this many are left. */
    void trimTo(int size) {
        start = Math.max(start, end - size);
    }

    /** Drops from the front while values are not greater than this one. */
    void dropUpTo(long value) {
        while (start < end && values[start] <= value) {
            start++;
        }
    }

    void clear() {
        start = end;
    }

    void write(StateBytes.Writer out) {
        out.number(size());
        for (int i = start; i < end; i++) {
            out.fixed(values[i]);
        }
    }

    static LongQueue read(StateBytes.Reader in) {
        LongQueue queue = new LongQueue();
        for (int i = in.size(); i > 0; i--) {
            queue.add(in.fixed());
        }
        return queue;
    }
}
