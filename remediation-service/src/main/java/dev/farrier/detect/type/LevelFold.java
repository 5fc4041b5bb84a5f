package dev.farrier.detect.type;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.state.StateBytes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Fires at the event at which something becomes true of the window, and again only after an event at which it was not, or when
 * all events of before have left the window. Keeps the newest events up to a limit; the window then is those.
 */
abstract class LevelFold extends WindowFold {
    private final int limit;
    private boolean isTrue;
    private boolean overflowed;

    LevelFold(NameIndex index, Duration within, int limit) {
        super(index, within);
        this.limit = limit;
    }

    /** Adds the event to the window, by {@link #add}. Returns whether it is true now. */
    abstract boolean test(DetectorEvent event);

    /** The event is the one at which it became true. */
    abstract Firing fire(DetectorEvent event);

    final void add(DetectorEvent event, long data) {
        window.add(event, data);
        overflowed = window.size() > limit;
        if (overflowed) {
            removeOldest();
        }
    }

    /** For {@link #progress}: what is said while it is true. */
    final String untilFalse() {
        return isTrue && !window.isEmpty()
                ? "; it has fired, and does so again only after an event at which it was not so"
                : "";
    }

    @Override
    public final @Nullable Firing apply(DetectorEvent event) {
        evict(event.time());
        boolean before = isTrue && !window.isEmpty();
        isTrue = test(event);
        return isTrue && !before ? fire(event) : null;
    }

    @Override
    public final boolean showsSymptom(DetectorEvent event) {
        return isTrue;
    }

    @Override
    public final boolean overflowed() {
        return overflowed;
    }

    @Override
    public void write(StateBytes.Writer out, long reference) {
        out.flag(isTrue);
        super.write(out, reference);
    }

    @Override
    public void read(StateBytes.Reader in, long reference) {
        isTrue = in.flag();
        super.read(in, reference);
    }
}
