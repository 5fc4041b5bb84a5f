package dev.farrier.detect.time;

import static dev.farrier.detect.state.Kept.NEVER;

import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.Seen;
import dev.farrier.detect.fold.Times;
import dev.farrier.detect.state.StateBytes;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * One group's events put in order, and folded. Events younger than {@code newest − lateness} are pending: what comes between
 * them is put where it belongs, and the pending ones are folded again, on top of what is settled. That may tell of firings
 * that were missed; one that was told stays told. In order, each event is folded once when it comes and, unless all that
 * was pending is settled by it, once more when it is settled.
 *
 * <p>At most {@link #PENDING} events are pending; of more the oldest are settled early, and an event before their time
 * is late. What is kept: the settled fold, about 15 bytes and its id for each pending event, and the ids that {@link Rules}
 * asks for.
 */
public final class Timeline {
    static final int PENDING = 1_000;

    private final RecentIds recent;
    private final Pending pending;
    private Fold settled;
    /** Of all events; the same as {@link #settled} while none is pending. */
    private Fold head;
    /** Event time of the newest event, epoch milliseconds, or NEVER. */
    private long newest = NEVER;
    /** Time of the last event that was settled, or NEVER: an earlier one would come too late. */
    private long settledTo = NEVER;
    /** Of the newest of the events folded by the last call that showed the symptom, or NEVER. */
    private long heldAt = NEVER;
    /** The last call has folded an event for which there was no more room. */
    private boolean crowded;

    /** Nothing was heard. */
    public Timeline(Fold empty) {
        this.settled = empty;
        this.head = empty;
        this.pending = new Pending();
        this.recent = new RecentIds();
    }

    /** @param fold reads the settled fold, given the time that it refers to */
    public Timeline(StateBytes.Reader in, LongFunction<Fold> fold) {
        newest = in.fixed();
        settledTo = in.flag() ? in.signed() + newest : NEVER;
        recent = RecentIds.read(in, newest);
        settled = fold.apply(newest);
        pending = Pending.read(in, newest);
        head = settled;
        foldAgain(firing -> {});
    }

    /** The head is not written: it follows from the rest. */
    public void write(StateBytes.Writer out) {
        out.fixed(newest).flag(settledTo != NEVER);
        if (settledTo != NEVER) {
            out.signed(settledTo - newest);
        }
        recent.write(out, newest);
        settled.write(out, newest);
        pending.write(out, newest);
    }

    /** The earliest time of an event that is not late. */
    public long earliest(Rules rules) {
        return newest == NEVER ? NEVER : Math.max(settledTo, Times.before(newest, rules.lateness()));
    }

    /** Event time of the newest event that showed the symptom, of those that the last call has folded; NEVER: none. */
    public long heldAt() {
        return heldAt;
    }

    /** Whether the last call has pushed out an event that would still count. */
    public boolean crowded() {
        return crowded;
    }

    /** Only remembers that the event was there. */
    public Taken note(Seen event, Rules rules) {
        heldAt = NEVER;
        crowded = false;
        if (knows(event)) {
            return Taken.DUPLICATE;
        }
        if (event.time() < earliest(rules)) {
            return Taken.LATE;
        }
        newest = Math.max(newest, event.time());
        remember(event, rules);
        return Taken.TAKEN;
    }

    private boolean knows(Seen event) {
        return pending.knows(event.hash()) || recent.contains(event.hash());
    }

    /**
     * Takes in one event.
     *
     * @param neverLate it counts however old it is
     * @param out gets the firings that were not told before
     */
    public Taken take(Seen event, Rules rules, boolean neverLate, Consumer<Firing> out) {
        heldAt = NEVER;
        crowded = false;
        if (knows(event)) {
            return Taken.DUPLICATE;
        }
        if (!neverLate && event.time() < earliest(rules)) {
            return Taken.LATE;
        }
        newest = Math.max(newest, event.time());
        if (rules.lateness() == 0 || !settled.ordered()) {
            settle(Long.MAX_VALUE, rules);
            fold(settled, event, out);
            noteSettled(event, rules);
            return Taken.TAKEN;
        }
        settle(Times.before(newest, rules.lateness()), rules);
        if (pending.isEmpty()) {
            head = settled.copy();
        }
        boolean isLast = pending.isEmpty() || event.compareTo(pending.last()) > 0;
        pending.add(event);
        if (isLast) {
            fold(head, event, out);
        } else {
            foldAgain(out);
        }
        if (pending.size() > PENDING) {
            settleFirst(rules);
        }
        return Taken.TAKEN;
    }

    private void fold(Fold onto, Seen event, Consumer<Firing> out) {
        Firing firing = onto.next(event);
        crowded |= onto.crowded();
        if (onto.holds(event)) {
            heldAt = Math.max(heldAt, event.time());
        }
        if (firing != null && event.tell()) {
            out.accept(firing);
        }
    }

    private void foldAgain(Consumer<Firing> out) {
        if (!pending.isEmpty()) {
            head = settled.copy();
            for (int i = 0; i < pending.size(); i++) {
                fold(head, pending.get(i), out);
            }
        }
    }

    /** Those before this time can't change any more. */
    private void settle(long time, Rules rules) {
        if (pending.isEmpty()) {
            return;
        }
        if (pending.last().time() < time) {
            while (!pending.isEmpty()) {
                noteSettled(pending.removeFirst(), rules);
            }
            settled = head;
            return;
        }
        while (pending.first().time() < time) {
            settleFirst(rules);
        }
    }

    private void settleFirst(Rules rules) {
        settled.next(pending.first());
        noteSettled(pending.removeFirst(), rules);
    }

    private void noteSettled(Seen event, Rules rules) {
        settledTo = settled.ordered() ? event.time() : NEVER;
        remember(event, rules);
    }

    private void remember(Seen event, Rules rules) {
        recent.add(event.time(), event.hash(), Times.before(newest, rules.span()), rules.ids());
    }
}
