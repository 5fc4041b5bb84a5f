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
 * is late. What is kept: the settled fold, about 15 bytes and its id for each pending event, and the ids that {@link OrderingConfig}
 * asks for; in memory also the fold of all, and while some come late at most four more.
 */
public final class ReorderBuffer extends EventBuffer {
    private final FoldCheckpoints checkpoints = new FoldCheckpoints();
    /** Position of the first pending event: so many were settled since this object was made. */
    private long start;

    private Fold settled;
    /** Of all events; the same as {@link #settled} while none is pending. */
    private Fold head;
    /** Of the newest of the events folded by the last call that showed the symptom, or NEVER. */
    private long lastSymptomAt = NEVER;
    /** The last call has folded an event for which there was no more room. */
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
    public long earliest(OrderingConfig rules) {
        return newest == NEVER ? NEVER : Math.max(settledTo, DetectorEvent.earlier(newest, rules.lateness()));
    }

    /** How far its fold is with all of them, as {@link Fold#progress}. */
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

    /** Only remembers that the event was there. */
    public InsertResult addUncounted(DetectorEvent event, OrderingConfig rules) {
        lastSymptomAt = NEVER;
        overflowed = false;
        if (isDuplicate(event)) {
            return InsertResult.DUPLICATE;
        }
        if (event.time() < earliest(rules)) {
            return InsertResult.LATE;
        }
        newest = Math.max(newest, event.time());
        remember(event, rules);
        return InsertResult.ACCEPTED;
    }

    /**
     * Takes in one event.
     *
     * @param neverLate it counts however old it is
     * @param out gets the firings that were not emitted before
     */
    public InsertResult add(DetectorEvent event, OrderingConfig rules, boolean neverLate, Consumer<Firing> out) {
        lastSymptomAt = NEVER;
        overflowed = false;
        if (isDuplicate(event)) {
            return InsertResult.DUPLICATE;
        }
        if (!neverLate && event.time() < earliest(rules)) {
            return InsertResult.LATE;
        }
        newest = Math.max(newest, event.time());
        if (rules.lateness() == 0 || !settled.isOrdered()) {
            settle(Long.MAX_VALUE, rules);
            fold(settled, event, out);
            recordSettled(event, rules);
            return InsertResult.ACCEPTED;
        }
        settle(DetectorEvent.earlier(newest, rules.lateness()), rules);
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
            settleFirst(rules);
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

    /** Those before this time can't change any more. */
    private void settle(long time, OrderingConfig rules) {
        if (pending.isEmpty()) {
            return;
        }
        if (pending.getLast().time() < time) {
            while (!pending.isEmpty()) {
                recordSettled(pending.removeFirst(), rules);
                start++;
            }
            settled = head;
            checkpoints.clear();
            return;
        }
        while (pending.getFirst().time() < time) {
            settleFirst(rules);
        }
    }

    private void settleFirst(OrderingConfig rules) {
        settled.apply(pending.getFirst());
        recordSettled(pending.removeFirst(), rules);
        checkpoints.forgetUpTo(++start);
    }

    private void recordSettled(DetectorEvent event, OrderingConfig rules) {
        settledTo = settled.isOrdered() ? event.time() : NEVER;
        remember(event, rules);
    }
}
