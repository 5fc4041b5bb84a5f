package dev.farrier.detect.time;

import dev.farrier.detect.fold.Fold;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Copies of a fold on its way through the pending events, so that one that comes a little late does not have all of them
 * folded again. Most that come late do not come very late: there is one copy for each {@link #EVERY} events, of the newest
 * {@link #KEPT} such stretches, and only once an event came late. Not written to the store: they follow from the rest.
 *
 * <p>Positions are counted from any beginning, and stay the same when the first of the pending events is settled.
 */
final class FoldCheckpoints {
    static final int EVERY = 64;
    static final int KEPT = 4;

    private final Deque<FoldCheckpoint> kept = new ArrayDeque<>();
    private boolean wanted;

    /** @param position of the first event that is not folded */
    record FoldCheckpoint(long position, Fold fold) {}

    /** An event came late: from now on they are worth their memory. */
    void begin() {
        wanted = true;
    }

    /**
     * Keeps a copy, if it is worth it.
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

    /** An event has come between: forgets what is not true any more. Null: there is nothing before this position. */
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
