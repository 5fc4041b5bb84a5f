package dev.farrier.decide.context;

import dev.farrier.decide.state.DeciderState.QueueEntry;
import dev.farrier.decide.state.IncidentRecord.OpenIncident;
import dev.farrier.decide.state.StateRecord;
import dev.farrier.decide.state.StateRecord.WakeBacklog;
import dev.farrier.decide.state.WakeCondition;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Wakes the records in a queue, in order. At most 100 records are woken by one input; the rest is left to the next inputs, so
 * that the cost of an input is bounded.
 *
 * <p>Whoever changes something that others wait for is in the middle of handling a record, whose new state may not be stored yet. So
 * {@link #wakeAll} only notes the queue: its records are woken when that record has been handled. Otherwise the same record could be
 * woken as it was before, and be handled twice.
 */
public final class Waker {
    private static final int AT_ONCE = 100;
    private static final String SERVE = "serve/";

    private final DecisionContext context;
    private final WakeHandler handler;
    private final LinkedHashSet<String> asked = new LinkedHashSet<>();
    private int left = AT_ONCE;
    private int depth;
    private boolean settling;

    Waker(DecisionContext context, WakeHandler handler) {
        this.context = context;
        this.handler = handler;
    }

    public boolean isExhausted() {
        return left <= 0;
    }

    public void countWoken() {
        left--;
    }

    /** Wakes what waits for a time that the clock has reached. */
    public void clockPassed(String clock) {
        long now = context.clock(new WakeCondition(clock, 0));
        QueueEntry first = context.state.first(clock);
        while (first != null && first.order() <= now) {
            if (isExhausted()) {
                context.state.put(new WakeBacklog(clock, Long.MIN_VALUE, ""));
                return;
            }
            wake(first, clock);
            first = context.state.first(clock);
        }
        context.state.remove(WakeBacklog.key(clock));
    }

    /**
     * The event of the queue has happened: its records are woken when the record in hand has been handled. Of a limit over several
     * resources it wakes only while there is room.
     */
    public void wakeAll(String queue) {
        asked.add(queue);
    }

    /** The same at once: the record in hand has not been changed yet. */
    public void wakeAllNow(String queue) {
        resumeAfter(new WakeBacklog(queue, Long.MIN_VALUE, ""));
    }

    /** Wakes what {@link #wakeAll} has noted, and what that notes in turn. No record is in hand. */
    public void settle() {
        if (settling || depth > 0) {
            return;
        }
        settling = true;
        while (!asked.isEmpty()) {
            wakeAllNow(asked.removeFirst());
        }
        settling = false;
    }

    /** The limits of any budget may be others now. */
    public void wakeAllBudgets() {
        List.copyOf(context.state.queues(WakeCondition.budgets()).keySet()).forEach(this::wakeAll);
    }

    /** Serves the site with a later input. It keeps its place among the sites. */
    public void serveLater(String site, long since) {
        WakeBacklog noted = context.state.get(WakeBacklog.key(SERVE + site), WakeBacklog.class);
        context.state.put(new WakeBacklog(SERVE + site, noted == null ? since : Math.min(since, noted.order()), ""));
    }

    /** Wakes what earlier inputs have left. */
    public void resume() {
        context.state.forEach(WakeBacklog.PREFIX, WakeBacklog.class, backlog -> {
            if (isExhausted()) {
                return;
            }
            if (backlog.queue().startsWith(SERVE)) {
                context.state.remove(backlog.key());
                context.markFreed(WakeCondition.nameOf(backlog.queue()), backlog.order());
            } else if (new WakeCondition(backlog.queue(), 0).isTimed()) {
                clockPassed(backlog.queue());
            } else {
                resumeAfter(backlog);
            }
        });
    }

    private void resumeAfter(WakeBacklog backlog) {
        QueueEntry last = new QueueEntry(backlog.order(), backlog.last());
        QueueEntry next = context.state.next(backlog.queue(), last);
        while (next != null) {
            if (isExhausted()) {
                context.state.put(new WakeBacklog(backlog.queue(), last.order(), last.key()));
                return;
            }
            if (WakeCondition.isBudget(backlog.queue())
                    && !BudgetRoom.isLeft(context, backlog.queue(), context.state.at(next))) {
                break;
            }
            wake(next, backlog.queue());
            last = next;
            next = context.state.next(backlog.queue(), last);
        }
        WakeBacklog noted = context.state.get(backlog.key(), WakeBacklog.class);
        if (noted == null || noted.equals(backlog) || !isExhausted()) {
            context.state.remove(backlog.key());
        } // else: a woken record has added it again
    }

    private void wake(QueueEntry place, String queue) {
        left--;
        StateRecord record = context.state.at(place);
        WakeCondition wait = new WakeCondition(queue, place.order());
        depth++;
        handler.wake(context, record, wait);
        end(place, wait);
        depth--;
        settle();
    }

    /** Resumes a record whose wait is over. */
    public void resume(StateRecord record) {
        left--;
        if (record instanceof OpenIncident open && !context.isFrozen(open.incident())) {
            depth++;
            handler.resume(context, open.incident());
            depth--;
            settle();
        }
    }

    /** Makes sure that the record no longer waits for the same: it would be woken forever. */
    private void end(QueueEntry place, WakeCondition wait) {
        StateRecord after = context.state.get(place.key(), StateRecord.class);
        if (after instanceof OpenIncident open
                && wait.isTimed()
                && open.wakeConditions().contains(wait)) {
            // Computes its wake conditions again.
            context.saveUnpublished(open.incident());
            after = context.state.get(place.key(), StateRecord.class);
        }
        if (wait.isTimed() && after != null && after.wakeConditions().contains(wait)) {
            assert false : "a wait that does not end: " + wait + " of " + after;
            // A defect. The decider goes on with the record's other wake conditions.
            if (after instanceof OpenIncident open) {
                context.state.put(new OpenIncident(
                        open.incident(),
                        open.resumeOn().stream()
                                .filter(other -> !other.equals(wait))
                                .toList(),
                        open.checkOn().stream()
                                .filter(other -> !other.equals(wait))
                                .toList(),
                        open.heartbeats()));
            } else {
                context.state.remove(place.key());
            }
        }
    }
}
