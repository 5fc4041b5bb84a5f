package dev.farrier.replay;

import dev.farrier.model.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * A file does not say when its lines were received. In the stream no event is later than its receipt, so one clock that is
 * ahead makes nothing else late. Here the lines around one tell: an event that leaps ahead of all before it while most of the
 * next {@link #NEXT} lie behind it again, in order among themselves, was received when they were.
 */
final class ClockSkewFilter implements Consumer<Event> {
    static final int NEXT = 16;
    /** An event of which nothing is before leaps ahead only of so many behind it. */
    private static final int SOME = 3;

    private final long leap;
    private final Consumer<Event> to;
    private final Deque<Event> waiting = new ArrayDeque<>();
    private long newest = Long.MIN_VALUE;
    private long ahead;

    /** @param leap how much later than those around it an event must be, milliseconds */
    ClockSkewFilter(long leap, Consumer<Event> to) {
        this.leap = leap;
        this.to = to;
    }

    @Override
    public void accept(Event event) {
        waiting.add(event);
        if (waiting.size() > NEXT) {
            handOn(waiting.remove());
        }
    }

    /** Hands on the rest: no more come. */
    void finish() {
        while (!waiting.isEmpty()) {
            handOn(waiting.remove());
        }
    }

    private void handOn(Event event) {
        Event received = event.notLaterThan(latest(event));
        ahead += received.time() < event.time() ? 1 : 0;
        newest = Math.max(newest, received.time());
        to.accept(received);
    }

    /** {@link Long#MAX_VALUE}: it is not ahead. */
    private long latest(Event event) {
        boolean first = newest == Long.MIN_VALUE;
        if (first ? waiting.size() < SOME : event.time() <= newest + leap) {
            return Long.MAX_VALUE;
        }
        int behind = 0;
        int inOrder = 0;
        long next = Long.MIN_VALUE;
        long soFar = Long.MIN_VALUE;
        for (Event later : waiting) {
            if (later.time() < event.time() - leap) {
                behind++;
                inOrder += later.time() + leap >= soFar ? 1 : 0;
                soFar = Math.max(soFar, later.time());
                next = behind == 1 ? later.time() : next;
            }
        }
        boolean most = 2 * behind > waiting.size() && 2 * inOrder > behind;
        return most ? Math.max(newest, next) : Long.MAX_VALUE;
    }

    /** How many events were ahead. */
    long ahead() {
        return ahead;
    }
}
