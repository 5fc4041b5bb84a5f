package dev.farrier.detect.time;

import dev.farrier.detect.fold.Seen;
import dev.farrier.detect.state.StateBytes;
import java.util.Arrays;

/** Events in their order, of which new ones may still come between. */
final class Pending {
    private static final Seen[] NOTHING = {};

    private Seen[] events = NOTHING;
    private int start;
    private int end;

    int size() {
        return end - start;
    }

    boolean isEmpty() {
        return start == end;
    }

    /** @param index 0 is the first */
    Seen get(int index) {
        return events[start + index];
    }

    Seen first() {
        return events[start];
    }

    Seen last() {
        return events[end - 1];
    }

    boolean knows(long hash) {
        for (int i = end - 1; i >= start; i--) {
            if (events[i].hash() == hash) {
                return true;
            }
        }
        return false;
    }

    /** Puts it where it belongs. Returns its index. */
    int add(Seen event) {
        int index = size();
        while (index > 0 && event.compareTo(get(index - 1)) < 0) {
            index--;
        }
        if (end == events.length) {
            makeRoom();
        }
        System.arraycopy(events, start + index, events, start + index + 1, size() - index);
        events[start + index] = event;
        end++;
        return index;
    }

    private void makeRoom() {
        int size = size();
        Seen[] roomier = size < events.length / 2 ? events : new Seen[size + Math.max(1, size / 2)];
        System.arraycopy(events, start, roomier, 0, size);
        Arrays.fill(roomier, size, roomier.length, null);
        events = roomier;
        start = 0;
        end = size;
    }

    Seen removeFirst() {
        Seen first = events[start];
        events[start++] = null;
        if (start == end) {
            start = 0;
            end = 0;
        }
        return first;
    }

    void write(StateBytes.Writer out, long reference) {
        out.number(size());
        for (int i = start; i < end; i++) {
            events[i].write(out, reference);
        }
    }

    static Pending read(StateBytes.Reader in, long reference) {
        Pending pending = new Pending();
        int size = in.size();
        pending.events = size == 0 ? NOTHING : new Seen[size];
        while (pending.end < size) {
            pending.events[pending.end++] = Seen.read(in, reference);
        }
        return pending;
    }
}
