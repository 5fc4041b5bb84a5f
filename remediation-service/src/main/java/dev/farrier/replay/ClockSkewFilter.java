package dev.farrier.replay;

import dev.farrier.model.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Corrects events of a file whose sender's clock was ahead. In the stream an event is at most as late as its receipt, so such a
 * clock makes nothing else late; a file does not say when its lines were received. So the lines around an event decide: when
 * it is far ahead of all before it, and most of the next {@link #NEXT} are behind it and in order among themselves, it gets
 * their time.
 */
final class ClockSkewFilter implements Consumer<Event> {
    static final int NEXT = 16;
    /** The first event of a file is corrected only when at least so many events follow. */
    private static final int MIN_FOLLOWERS = 3;

    private final long leap;
    private final Consumer<Event> to;
    private final Deque<Event> waiting = new ArrayDeque<>();
    private long newest = Long.MIN_VALUE;
    private long ahead;

    /** @param leap how much later than the events around it an event must be, milliseconds */
    ClockSkewFilter(long leap, Consumer<Event> to) {
        this.leap = leap;
        this.to = to;
    }

    @Override
    public void accept(Event event) {
        waiting.add(event);
        if (waiting.size() > NEXT) {
            emit(waiting.remove());
        }
    }

    /** No more event comes. */
    void finish() {
        while (!waiting.isEmpty()) {
            emit(waiting.remove());
        }
    }

    private void emit(Event event) {
        Event received = event.notLaterThan(latestTime(event));
        ahead += received.time() < event.time() ? 1 : 0;
        newest = Math.max(newest, received.time());
        to.accept(received);
    }

    /** The latest time that the event may have; {@link Long#MAX_VALUE}: its clock is right. */
    private long latestTime(Event event) {
        boolean first = newest == Long.MIN_VALUE;
        if (first ? waiting.size() < MIN_FOLLOWERS : event.time() <= newest + leap) {
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

    /** How many events were corrected. */
    long ahead() {
        return ahead;
    }
}
