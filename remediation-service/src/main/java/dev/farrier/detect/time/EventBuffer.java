package dev.farrier.detect.time;

import static dev.farrier.detect.state.StateEntry.NEVER;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.state.StateBytes;
import java.util.ArrayList;
import java.util.List;

/** The events of one group whose order is not settled yet, in their order, and the ids of those whose order is. */
abstract class EventBuffer {
    /** Of more pending events the oldest are settled early, and an event before their time is late. */
    static final int PENDING = 1_000;

    private final RecentIds recent = new RecentIds();
    final List<DetectorEvent> pending = new ArrayList<>(0);
    /** Event time of the newest event, epoch milliseconds, or NEVER. */
    long newest = NEVER;
    /** An event before this time comes too late; NEVER: none does. */
    long settledTo = NEVER;

    final boolean isDuplicate(DetectorEvent event) {
        for (int i = pending.size() - 1; i >= 0; i--) {
            if (pending.get(i).hash() == event.hash()) {
                return true;
            }
        }
        return recent.contains(event.hash());
    }

    /** Puts a pending event where it belongs. Returns its index. */
    final int insert(DetectorEvent event) {
        int index = pending.size();
        while (index > 0 && event.compareTo(pending.get(index - 1)) < 0) {
            index--;
        }
        pending.add(index, event);
        return index;
    }

    /** Remembers the id of an event that is not pending any more. */
    final void remember(DetectorEvent event, OrderingConfig ordering) {
        recent.add(
                event.time(),
                event.hash(),
                DetectorEvent.earlier(newest, ordering.idRetention()),
                ordering.rememberedIds());
    }

    final void writeTime(StateBytes.Writer out, long time) {
        out.flag(time != NEVER);
        if (time != NEVER) {
            out.signed(time - newest);
        }
    }

    final long readTime(StateBytes.Reader in) {
        return in.flag() ? in.signed() + newest : NEVER;
    }

    final void writeIds(StateBytes.Writer out) {
        recent.write(out, newest);
    }

    final void readIds(StateBytes.Reader in) {
        recent.read(in, newest);
    }

    final void writePending(StateBytes.Writer out) {
        out.number(pending.size());
        pending.forEach(event -> event.write(out, newest));
    }

    final void readPending(StateBytes.Reader in) {
        for (int i = in.size(); i > 0; i--) {
            pending.add(DetectorEvent.read(in, newest));
        }
    }
}
