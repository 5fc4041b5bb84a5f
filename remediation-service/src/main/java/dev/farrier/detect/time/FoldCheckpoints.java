package dev.farrier.detect.time;

import dev.farrier.detect.fold.Fold;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Copies of a fold between the pending events, so that not all of them are folded again when an event comes late. Most late
 * events are a little late: there is one copy for each {@link #EVERY} events, at most {@link #KEPT}, and only once an event came
 * late. They are not written to the store, since they can be computed anew.
 *
 * <p>The position of a pending event stays the same when the events before it are settled.
 */
final class FoldCheckpoints {
    static final int EVERY = 64;
    static final int KEPT = 4;

    private final Deque<FoldCheckpoint> kept = new ArrayDeque<>();
    private boolean wanted;

    /** @param position of the first event that is not folded */
    record FoldCheckpoint(long position, Fold fold) {}

    /** An event came late: from now on copies are kept. */
    void begin() {
        wanted = true;
    }

    /**
     * Keeps a copy at every {@link #EVERY}th position among the newest events.
     *
     * @param position of the first event that is not folded
     * @param left events that are still to be folded
     */
    void offer(long position, int left, Fold fold) {
        if (wanted && position % EVERY == 0 && left < KEPT * EVERY) {
            kept.addLast(new FoldCheckpoint(position, fold.copy()));
            if (kept.size() > KEPT) {
                kept.removeFirst();
            }
        }
    }

    /** Forgets the copies behind this position, where an event was inserted. Returns the nearest before it; null: there is none. */
    @Nullable
    FoldCheckpoint before(long position) {
        while (!kept.isEmpty() && kept.getLast().position > position) {
            kept.removeLast();
        }
        return kept.peekLast();
    }

    /** Events before this position are settled. */
    void forgetUpTo(long position) {
        while (!kept.isEmpty() && kept.getFirst().position <= position) {
            kept.removeFirst();
        }
    }

    /** All events are settled. */
    void clear() {
        kept.clear();
        wanted = false;
    }
}
