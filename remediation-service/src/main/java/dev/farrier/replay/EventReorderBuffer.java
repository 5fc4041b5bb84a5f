package dev.farrier.replay;

import dev.farrier.model.Event;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * Puts events in the order of their time, as the stream does within a source's lateness: it holds events until the newest is
 * later by the lateness. An event that comes later than that keeps its place behind the newest before it. Events of the same
 * time keep their order.
 */
public final class EventReorderBuffer implements Consumer<Event> {
    private static final Comparator<Entry> ORDER =
            Comparator.comparingLong(Entry::place).thenComparingLong(Entry::number);

    private final long lateness;
    private final ObjLongConsumer<Event> to;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>(ORDER);
    private long number;
    private long newest = Long.MIN_VALUE;
    private long late;

    private record Entry(Event event, long place, long number) {}

    /**
     * @param lateness milliseconds, at least 0
     * @param to gets each event with the time of its place, epoch milliseconds, which never goes back: the event's own time,
     *     or the newest time before it when the event came too late
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
        entries.add(new Entry(event, isLate ? newest : event.time(), number++));
        for (Entry first = entries.peek(); first != null && first.place + lateness <= newest; first = entries.peek()) {
            emit(entries.remove());
        }
    }

    /** No more event comes. */
    public void finish() {
        while (!entries.isEmpty()) {
            emit(entries.remove());
        }
    }

    private void emit(Entry next) {
        to.accept(next.event, next.place);
    }

    /** How many events came too late to be put in order. */
    public long late() {
        return late;
    }
}
