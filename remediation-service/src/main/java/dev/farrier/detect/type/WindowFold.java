package dev.farrier.detect.type;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventWindow;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.state.StateBytes;
import java.time.Duration;

/** A fold over the events in {@code (t − within, t]}. What a subclass keeps besides them must be plain values. */
abstract class WindowFold implements Fold, Cloneable {
    final NameIndex index;
    private final long within;
    EventWindow window = new EventWindow();

    WindowFold(NameIndex index, Duration within) {
        this.index = index;
        this.within = within.toMillis();
    }

    /** Removes what has left the window at this time. */
    final void evict(long time) {
        long before = DetectorEvent.earlier(time, within);
        while (!window.isEmpty() && window.oldest().time() <= before) {
            removeOldest();
        }
    }

    void removeOldest() {
        window.removeOldest();
    }

    /** At this event, because of all in the window. */
    final Firing firing(DetectorEvent event, String because) {
        return new Firing(
                event.time(),
                window.oldest().time(),
                event.number(),
                window.size(),
                window.sources(index),
                because,
                window.samples());
    }

    /** As {@link #firing}; the detector then counts afresh. */
    final Firing fireAndClear(DetectorEvent event, String because) {
        Firing firing = firing(event, because);
        window.clear();
        return firing;
    }

    /** A copy as it is at this time, without the events that have left the window. */
    final WindowFold copyAt(long time) {
        WindowFold now = copy();
        now.evict(time);
        return now;
    }

    @Override
    public WindowFold copy() {
        try {
            WindowFold copy = (WindowFold) clone();
            copy.window = window.copy();
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void write(StateBytes.Writer out, long reference) {
        window.write(out, reference);
    }

    @Override
    public void read(StateBytes.Reader in, long reference) {
        window = EventWindow.read(in, reference);
    }
}
