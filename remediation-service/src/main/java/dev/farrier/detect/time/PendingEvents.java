package dev.farrier.detect.time;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.state.StateBytes;
import java.util.Arrays;

/** Events in their order, of which new ones may still come between. */
final class PendingEvents {
    private static final DetectorEvent[] NOTHING = {};

    private DetectorEvent[] events = NOTHING;
    private int start;
    private int end;

    int size() {
        return end - start;
    }

    boolean isEmpty() {
        return start == end;
    }

    /** @param index 0 is the first */
    DetectorEvent get(int index) {
        return events[start + index];
    }

    DetectorEvent first() {
        return events[start];
    }

    DetectorEvent last() {
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
    int add(DetectorEvent event) {
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
        DetectorEvent[] roomier = size < events.length / 2 ? events : new DetectorEvent[size + Math.max(1, size / 2)];
        System.arraycopy(events, start, roomier, 0, size);
        Arrays.fill(roomier, size, roomier.length, null);
        events = roomier;
        start = 0;
        end = size;
    }

    DetectorEvent removeFirst() {
        DetectorEvent first = events[start];
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

    static PendingEvents read(StateBytes.Reader in, long reference) {
        PendingEvents pending = new PendingEvents();
        int size = in.size();
        pending.events = size == 0 ? NOTHING : new DetectorEvent[size];
        while (pending.end < size) {
            pending.events[pending.end++] = DetectorEvent.read(in, reference);
        }
        return pending;
    }
}
