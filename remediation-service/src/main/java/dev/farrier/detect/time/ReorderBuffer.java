package dev.farrier.detect.time;

import static dev.farrier.detect.state.StateEntry.NEVER;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.StateBytes;
import java.util.function.Consumer;

/**
 * One group's events put in order, and folded. Events younger than {@code newest − lateness} are pending: what comes between
 * them is put where it belongs, and those behind it are folded again, from the {@link FoldCheckpoints checkpoint} before it or
 * from what is settled. That may emit firings that were missed; one that was emitted is not taken back. In order, each event is
 * folded once when it comes and, unless all that was pending is settled by it, once more when it is settled.
 *
 * <p>At most {@link #PENDING} events are pending; of more the oldest are settled early, and an event before their time
 * is late. The store has the settled fold, the id and about 15 bytes of each pending event, and the ids that {@link
 * OrderingConfig} asks for; memory also has the fold of all events, and at most four copies while events come late.
 */
public final class ReorderBuffer extends EventBuffer {
    private final FoldCheckpoints checkpoints = new FoldCheckpoints();
    /** Position of the first pending event: so many were settled since this object was made. */
    private long start;

    private Fold settled;
    /** The fold of all events; the same object as {@link #settled} while no event is pending. */
    private Fold head;
    /** As {@link #lastSymptomAt()}. */
    private long lastSymptomAt = NEVER;
    /** As {@link #overflowed()}. */
    private boolean overflowed;

    /** Of a group without events. */
    public ReorderBuffer(Fold empty) {
        this.settled = empty;
        this.head = empty;
    }

    /** @param empty gets the settled fold */
    public ReorderBuffer(StateBytes.Reader in, Fold empty) {
        this(empty);
        newest = in.fixed();
        settledTo = readTime(in);
        readIds(in);
        settled.read(in, newest);
        readPending(in);
        refold(0, firing -> {});
    }

    /** The head is not written: it follows from the rest. */
    public void write(StateBytes.Writer out) {
        out.fixed(newest);
        writeTime(out, settledTo);
        writeIds(out);
        settled.write(out, newest);
        writePending(out);
    }

    /** Whether the order of events matters. */
    public boolean isOrdered() {
        return settled.isOrdered();
    }

    /** The earliest time of an event that is not late. */
    public long earliest(OrderingConfig ordering) {
        return newest == NEVER ? NEVER : Math.max(settledTo, DetectorEvent.earlier(newest, ordering.lateness()));
    }

    /** How far the detector is with all events, as {@link Fold#progress}. */
    public PartialMatch progress(long at) {
        return (pending.isEmpty() ? settled : head).progress(at);
    }

    /** Event time of the newest event that showed the symptom, of those that the last call has folded; NEVER: none. */
    public long lastSymptomAt() {
        return lastSymptomAt;
    }

    /** Whether the last call has pushed out an event that would still count. */
    public boolean overflowed() {
        return overflowed;
    }

    /** Remembers the id of an event that does not count. */
    public InsertResult addUncounted(DetectorEvent event, OrderingConfig ordering) {
        lastSymptomAt = NEVER;
        overflowed = false;
        if (isDuplicate(event)) {
            return InsertResult.DUPLICATE;
        }
        if (event.time() < earliest(ordering)) {
            return InsertResult.LATE;
        }
        newest = Math.max(newest, event.time());
        remember(event, ordering);
        return InsertResult.ACCEPTED;
    }

    /**
     * Takes in one event.
     *
     * @param neverLate it counts however old it is
     * @param out gets the firings that were not emitted before
     */
    public InsertResult add(DetectorEvent event, OrderingConfig ordering, boolean neverLate, Consumer<Firing> out) {
        lastSymptomAt = NEVER;
        overflowed = false;
        if (isDuplicate(event)) {
            return InsertResult.DUPLICATE;
        }
        if (!neverLate && event.time() < earliest(ordering)) {
            return InsertResult.LATE;
        }
        newest = Math.max(newest, event.time());
        if (ordering.lateness() == 0 || !settled.isOrdered()) {
            settle(Long.MAX_VALUE, ordering);
            fold(settled, event, out);
            recordSettled(event, ordering);
            return InsertResult.ACCEPTED;
        }
        settle(DetectorEvent.earlier(newest, ordering.lateness()), ordering);
        if (pending.isEmpty()) {
            head = settled.copy();
        }
        int index = insert(event);
        if (index == pending.size() - 1) {
            fold(head, event, out);
            checkpoints.offer(start + pending.size(), 0, head);
        } else {
            checkpoints.begin();
            refold(index, out);
        }
        if (pending.size() > PENDING) {
            settleFirst(ordering);
        }
        return InsertResult.ACCEPTED;
    }

    private void fold(Fold onto, DetectorEvent event, Consumer<Firing> out) {
        Firing firing = onto.apply(event);
        overflowed |= onto.overflowed();
        if (onto.showsSymptom(event)) {
            lastSymptomAt = Math.max(lastSymptomAt, event.time());
        }
        if (firing != null && event.markReported()) {
            out.accept(firing);
        }
    }

    /** @param changed index of the first event that was not folded where it stands now */
    private void refold(int changed, Consumer<Firing> out) {
        if (!pending.isEmpty()) {
            FoldCheckpoints.FoldCheckpoint nearest = checkpoints.before(start + changed);
            head = (nearest == null ? settled : nearest.fold()).copy();
            int from = nearest == null ? 0 : (int) (nearest.position() - start);
            for (int i = from; i < pending.size(); i++) {
                fold(head, pending.get(i), out);
                checkpoints.offer(start + i + 1, pending.size() - i - 1, head);
            }
        }
    }

    /** Settles the pending events before this time: no event comes between them any more. */
    private void settle(long time, OrderingConfig ordering) {
        if (pending.isEmpty()) {
            return;
        }
        if (pending.getLast().time() < time) {
            while (!pending.isEmpty()) {
                recordSettled(pending.removeFirst(), ordering);
                start++;
            }
            settled = head;
            checkpoints.clear();
            return;
        }
        while (pending.getFirst().time() < time) {
            settleFirst(ordering);
        }
    }

    private void settleFirst(OrderingConfig ordering) {
        settled.apply(pending.getFirst());
        recordSettled(pending.removeFirst(), ordering);
        checkpoints.forgetUpTo(++start);
    }

    private void recordSettled(DetectorEvent event, OrderingConfig ordering) {
        settledTo = settled.isOrdered() ? event.time() : NEVER;
        remember(event, ordering);
    }
}
