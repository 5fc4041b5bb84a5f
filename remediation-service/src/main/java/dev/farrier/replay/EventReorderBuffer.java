package dev.farrier.replay;

import dev.farrier.model.Event;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * Puts events in the order of their time; of the same time they stay as they came. Holds those of less than
 * {@code lateness} before the newest, so with 0 none. One that comes later than that stays behind those which came before
 * it, as it would in the stream.
 */
public final class EventReorderBuffer implements Consumer<Event> {
    private static final Comparator<Held> ORDER =
            Comparator.comparingLong(Held::place).thenComparingLong(Held::number);

    private final long lateness;
    private final ObjLongConsumer<Event> to;
    private final PriorityQueue<Held> held = new PriorityQueue<>(ORDER);
    private long number;
    private long newest = Long.MIN_VALUE;
    private long late;

    private record Held(Event event, long place, long number) {}

    /**
     * @param lateness milliseconds, at least 0
     * @param to gets each with the time of its place, epoch milliseconds, which never goes back: its own, or for one that
     *     came too late that of the newest before it
     */
    public EventReorderBuffer(long lateness, ObjLongConsumer<Event> to) {
        this.lateness = lateness;
        this.to = to;
    }

    @Override
    public void accept(Event event) {
        boolean isLate = event.time() + lateness < newest;
        late += isLate ? 1 : 0;
        newest = Math.max(newest, event.time());
        held.add(new Held(event, isLate ? newest : event.time(), number++));
        for (Held first = held.peek(); first != null && first.place + lateness <= newest; first = held.peek()) {
            handOn(held.remove());
        }
    }

    /** Hands on the rest: no more come. */
    public void finish() {
        while (!held.isEmpty()) {
            handOn(held.remove());
        }
    }

    private void handOn(Held next) {
        to.accept(next.event, next.place);
    }

    /** How many came later than the lateness. */
    public long late() {
        return late;
    }
}
