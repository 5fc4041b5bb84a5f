package dev.farrier.detect.time;

import static dev.farrier.detect.state.Kept.NEVER;

import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.Seen;
import dev.farrier.detect.fold.Times;
import dev.farrier.detect.state.StateBytes;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    private static final Seen[] NOTHING = {};

    private final RecentIds recent;
    private Fold settled;
    /** Of all events; the same as {@link #settled} while none is pending. */
    private Fold head;

    private Seen[] pending = NOTHING;
    private int start;
    private int end;
    /** Event time of the newest event, epoch milliseconds, or NEVER. */
    private long newest = NEVER;
    /** Time of the last event that was settled, or NEVER: an earlier one would come too late. */
    private long settledTo = NEVER;

    /** What became of an event. */
    public enum Taken {
        TAKEN,
        LATE,
        DUPLICATE
    }

    /** Nothing was heard. */
    public Timeline(Fold empty) {
        this.settled = empty;
        this.head = empty;
        this.recent = new RecentIds();
    }

    /** @param fold reads the settled fold, given the time that it refers to */
    public Timeline(StateBytes.Reader in, Function<Long, Fold> fold) {
        newest = in.fixed();
        recent = RecentIds.read(in, newest);
        settled = fold.apply(newest);
        settledTo = in.flag() ? in.signed() + newest : NEVER;
        int size = in.size();
        pending = size == 0 ? NOTHING : new Seen[size];
        for (end = 0; end < size; end++) {
            pending[end] = Seen.read(in, newest);
        }
        head = settled;
        foldAgain(firing -> {});
    }

    /** The head is not written: it follows from the rest. */
    public void write(StateBytes.Writer out) {
        out.fixed(newest);
        recent.write(out, newest);
        settled.write(out, newest);
        out.flag(settledTo != NEVER);
        if (settledTo != NEVER) {
            out.signed(settledTo - newest);
        }
        out.number(end - start);
        for (int i = start; i < end; i++) {
            pending[i].write(out, newest);
        }
    }

    /** Event time of the newest event, epoch milliseconds, or NEVER. */
    public long newest() {
        return newest;
    }

    /** The earliest time of an event that is not late. */
    public long earliest(Rules rules) {
        return newest == NEVER ? NEVER : Math.max(settledTo, Times.before(newest, rules.lateness()));
    }

    /** Whether an event of this id was seen. */
    public boolean knows(long hash) {
        for (int i = end - 1; i >= start; i--) {
            if (pending[i].hash() == hash) {
                return true;
            }
        }
        return recent.contains(hash);
    }

    /** Only remembers that the event was there. */
    public Taken note(Seen event, Rules rules) {
        if (knows(event.hash())) {
            return Taken.DUPLICATE;
        }
        if (event.time() < earliest(rules)) {
            return Taken.LATE;
        }
        newest = Math.max(newest, event.time());
        remember(event, rules);
        return Taken.TAKEN;
    }

    /**
     * Takes in one event.
     *
     * @param neverLate it counts however old it is
     * @param out gets the firings that were not told before
     */
    public Taken take(Seen event, Rules rules, boolean neverLate, Consumer<Firing> out) {
        if (knows(event.hash())) {
            return Taken.DUPLICATE;
        }
        if (!neverLate && event.time() < earliest(rules)) {
            return Taken.LATE;
        }
        newest = Math.max(newest, event.time());
        if (rules.lateness() == 0 || !settled.ordered()) {
            settle(Long.MAX_VALUE, rules);
            tell(settled.next(event), event, out);
            noteSettled(event, rules);
            return Taken.TAKEN;
        }
        settle(Times.before(newest, rules.lateness()), rules);
        if (start == end || event.compareTo(pending[end - 1]) > 0) {
            if (start == end) {
                head = settled.copy();
            }
            insert(event, end);
            tell(head.next(event), event, out);
        } else {
            insert(event, place(event));
            foldAgain(out);
        }
        if (end - start > PENDING) {
            settleFirst(rules);
        }
        return Taken.TAKEN;
    }

    private static void tell(@Nullable Firing firing, Seen event, Consumer<Firing> out) {
        if (firing != null && event.tell()) {
            out.accept(firing);
        }
    }

    private void foldAgain(Consumer<Firing> out) {
        if (start == end) {
            return;
        }
        head = settled.copy();
        for (int i = start; i < end; i++) {
            tell(head.next(pending[i]), pending[i], out);
        }
    }

    /** Those before this time can't change any more. */
    private void settle(long time, Rules rules) {
        if (start == end) {
            return;
        }
        if (pending[end - 1].time() < time) {
            for (int i = start; i < end; i++) {
                noteSettled(pending[i], rules);
            }
            Arrays.fill(pending, null);
            start = 0;
            end = 0;
            settled = head;
            return;
        }
        while (pending[start].time() < time) {
            settleFirst(rules);
        }
    }

    private void settleFirst(Rules rules) {
        settled.next(pending[start]);
        noteSettled(pending[start], rules);
        pending[start++] = null;
    }

    private void noteSettled(Seen event, Rules rules) {
        settledTo = settled.ordered() ? event.time() : NEVER;
        remember(event, rules);
    }

    private void remember(Seen event, Rules rules) {
        recent.add(event.time(), event.hash(), Times.before(newest, rules.span()), rules.ids());
    }

    private int place(Seen event) {
        int at = end;
        while (at > start && event.compareTo(pending[at - 1]) < 0) {
            at--;
        }
        return at;
    }

    private void insert(Seen event, int at) {
        int index = at - start;
        if (end == pending.length) {
            int size = end - start;
            Seen[] roomier = size < pending.length / 2 ? pending : new Seen[size + Math.max(1, size / 2)];
            System.arraycopy(pending, start, roomier, 0, size);
            Arrays.fill(roomier, size, roomier.length, null);
            pending = roomier;
            start = 0;
            end = size;
        }
        System.arraycopy(pending, start + index, pending, start + index + 1, end - start - index);
        pending[start + index] = event;
        end++;
    }
}
