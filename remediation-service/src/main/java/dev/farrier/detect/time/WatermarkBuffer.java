package dev.farrier.detect.time;

import static dev.farrier.detect.state.StateEntry.NEVER;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.fold.TimerFold;
import dev.farrier.detect.state.StateBytes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One group's events put in order, and folded when the clocks of their sources have passed them: no firing is emitted that a
 * later event could take back.
 *
 * <p>At most {@link ReorderBuffer#PENDING} events wait; of more the oldest are folded early, and an event before their time is
 * late.
 */
public final class WatermarkBuffer extends EventBuffer {
    private final TimerFold settled;
    /** Time of the newest event that does not clear, or NEVER. */
    private long matchedAt = NEVER;

    /** Of a group without events. */
    public WatermarkBuffer(TimerFold empty) {
        this.settled = empty;
    }

    /** @param empty gets the settled fold */
    public WatermarkBuffer(StateBytes.Reader in, TimerFold empty) {
        this(empty);
        newest = in.fixed();
        settledTo = readTime(in);
        matchedAt = readTime(in);
        readIds(in);
        settled.read(in, newest);
        readPending(in);
    }

    public void write(StateBytes.Writer out) {
        out.fixed(newest);
        writeTime(out, settledTo);
        writeTime(out, matchedAt);
        writeIds(out);
        settled.write(out, newest);
        writePending(out);
    }

    /** The earliest time of an event that is not late, or NEVER. */
    public long earliest() {
        return settledTo;
    }

    /**
     * Takes in one event.
     *
     * @param out gets firings that are due because too many events are pending
     */
    public InsertResult add(DetectorEvent event, OrderingConfig ordering, Consumer<Firing> out) {
        if (isDuplicate(event)) {
            return InsertResult.DUPLICATE;
        }
        if (event.time() < settledTo) {
            return InsertResult.LATE;
        }
        newest = Math.max(newest, event.time());
        matchedAt = event.clears() ? matchedAt : Math.max(matchedAt, event.time());
        insert(event);
        if (pending.size() > PENDING) {
            settledTo = Math.max(settledTo, pending.getFirst().time());
            settleFirst(ordering, out);
        }
        return InsertResult.ACCEPTED;
    }

    /**
     * Nothing more comes from before this time.
     *
     * @param aliveSince as in {@link TimerFold#advanceTo}
     */
    public void advanceTo(long clock, long aliveSince, OrderingConfig ordering, Consumer<Firing> out) {
        while (!pending.isEmpty() && pending.getFirst().time() < clock) {
            settleFirst(ordering, out);
        }
        settledTo = Math.max(settledTo, clock);
        emit(settled.advanceTo(clock, aliveSince), out);
    }

    /** When the detector may next fire, epoch milliseconds, if no other event comes; NEVER: not without another event. */
    public long due() {
        long due = settled.due();
        for (int i = 0; i < pending.size(); i++) {
            long next = settled.dueAfter(pending.get(i));
            if (next != NEVER && (due == NEVER || next < due)) {
                due = next;
            }
        }
        return due;
    }

    /** How far the detector is with the pending events up to this time, as {@link TimerFold#progress}. */
    public PartialMatch progress(long at) {
        TimerFold now = settled.copy();
        for (int i = 0; i < pending.size() && pending.get(i).time() <= at; i++) {
            now.apply(pending.get(i));
        }
        return now.progress(at);
    }

    /** Time of the newest event that does not clear, epoch milliseconds, or NEVER. */
    public long matchedAt() {
        return matchedAt;
    }

    /** Time of the first pending event after this time that clears the symptom; NEVER: there is none. */
    public long clearedAfter(long time) {
        for (int i = 0; i < pending.size(); i++) {
            DetectorEvent event = pending.get(i);
            if (event.clears() && event.time() > time) {
                return event.time();
            }
        }
        return NEVER;
    }

    private void settleFirst(OrderingConfig ordering, Consumer<Firing> out) {
        emit(settled.apply(pending.getFirst()), out);
        DetectorEvent first = pending.removeFirst();
        remember(first, ordering);
    }

    private static void emit(@Nullable Firing firing, Consumer<Firing> out) {
        if (firing != null) {
            out.accept(firing);
        }
    }
}
