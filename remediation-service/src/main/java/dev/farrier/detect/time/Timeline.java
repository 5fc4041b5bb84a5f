package dev.farrier.detect.time;

import static dev.farrier.detect.state.Kept.NEVER;

import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.fold.Seen;
import dev.farrier.detect.fold.Times;
import dev.farrier.detect.state.StateBytes;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * One group's events put in order, and folded. Events younger than {@code newest − lateness} are pending: what comes between
 * them is put where it belongs, and those behind it are folded again, from the {@link Checkpoints checkpoint} before it or
 * from what is settled. That may tell of firings that were missed; one that was told stays told. In order, each event is
 * folded once when it comes and, unless all that was pending is settled by it, once more when it is settled.
 *
 * <p>At most {@link #PENDING} events are pending; of more the oldest are settled early, and an event before their time
 * is late. What is kept: the settled fold, about 15 bytes and its id for each pending event, and the ids that {@link Rules}
 * asks for; in memory also the fold of all, and while some come late at most four more.
 */
public final class Timeline {
    static final int PENDING = 1_000;

    private final RecentIds recent;
    private final Pending pending;
    private final Checkpoints checkpoints = new Checkpoints();
    /** Position of the first pending event: so many were settled since this object was made. */
    private long start;

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
        foldAgain(0, firing -> {});
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

    /** How far its fold is with all of them, as {@link Fold#progress}. */
    public PartialMatch progress(long at) {
        return (pending.isEmpty() ? settled : head).progress(at);
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
        int index = pending.add(event);
        if (index == pending.size() - 1) {
            fold(head, event, out);
            checkpoints.offer(start + pending.size(), 0, head);
        } else {
            checkpoints.begin();
            foldAgain(index, out);
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

    /** @param changed index of the first event that was not folded where it stands now */
    private void foldAgain(int changed, Consumer<Firing> out) {
        if (!pending.isEmpty()) {
            Checkpoints.Checkpoint nearest = checkpoints.before(start + changed);
            head = (nearest == null ? settled : nearest.fold()).copy();
            int from = nearest == null ? 0 : (int) (nearest.position() - start);
            for (int i = from; i < pending.size(); i++) {
                fold(head, pending.get(i), out);
                checkpoints.offer(start + i + 1, pending.size() - i - 1, head);
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
                start++;
            }
            settled = head;
            checkpoints.clear();
            return;
        }
        while (pending.first().time() < time) {
            settleFirst(rules);
        }
    }

    private void settleFirst(Rules rules) {
        settled.next(pending.first());
        noteSettled(pending.removeFirst(), rules);
        checkpoints.forgetUpTo(++start);
    }

    private void noteSettled(Seen event, Rules rules) {
        settledTo = settled.ordered() ? event.time() : NEVER;
        remember(event, rules);
    }

    private void remember(Seen event, Rules rules) {
        recent.add(event.time(), event.hash(), Times.before(newest, rules.span()), rules.ids());
    }
}
