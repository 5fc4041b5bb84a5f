package dev.farrier.detect.state;

import java.util.Arrays;

/** First in, first out, without boxes. As small as what is in it: there may be millions. */
public final class LongQueue {
    private static final long[] NOTHING = {};

    private long[] values = NOTHING;
    private int start;
    private int end;

    public int size() {
        return end - start;
    }

    public void add(long value) {
        if (end == values.length) {
            values = Arrays.copyOfRange(values, start, start + size() + Math.max(2, size() / 2));
            end -= start;
            start = 0;
        }
        values[end++] = value;
    }

    /** @param index 0 is the oldest */
    public long get(int index) {
        return values[start + index];
    }

    /** The position of the newest one of this value, 0 is the oldest; -1 when there is none. */
    public int indexOf(long value) {
        for (int i = end - 1; i >= start; i--) {
            if (values[i] == value) {
                return i - start;
            }
        }
        return -1;
    }

    public void set(int index, long value) {
        values[start + index] = value;
    }

    /** Drops this many from the front. */
    public void drop(int count) {
        start += count;
        if (start == end) {
            clear();
        }
    }

    public void remove(int index) {
        System.arraycopy(values, start + index + 1, values, start + index, end - start - index - 1);
        end--;
    }

    public void clear() {
        start = 0;
        end = 0;
    }

    public LongQueue copy() {
        LongQueue copy = new LongQueue();
        copy.values = size() == 0 ? NOTHING : Arrays.copyOfRange(values, start, end);
        copy.end = size();
        return copy;
    }
}
