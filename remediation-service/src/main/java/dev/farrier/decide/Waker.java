package dev.farrier.decide;

import dev.farrier.decide.DeciderState.QueueEntry;
import dev.farrier.decide.IncidentRecord.OpenIncident;
import dev.farrier.decide.StateRecord.WakeBacklog;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import java.util.List;

/**
 * Wakes the records in a queue, in order. At most 100 records are woken by one input; the rest is left to the next inputs, so
 * that the cost of an input is bounded.
 */
final class Waker {
    private static final int AT_ONCE = 100;
    private static final String SERVE = "serve/";

    private final DecisionContext context;
    private int left = AT_ONCE;

    Waker(DecisionContext context) {
        this.context = context;
    }

    boolean isExhausted() {
        return left <= 0;
    }

    void countWoken() {
        left--;
    }

    /** Wakes what waits for a time that the clock has reached. */
    void clockPassed(String clock) {
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

    /** The event of the queue has happened. */
    void wakeAll(String queue) {
        resumeAfter(new WakeBacklog(queue, Long.MIN_VALUE, ""));
    }

    /** The limits of any budget may be others now. */
    void wakeAllBudgets() {
        List.copyOf(context.state.queues(WakeCondition.budgets()).keySet()).forEach(this::wakeAll);
    }

    /** Serves the site with a later input. It keeps its place among the sites. */
    void serveLater(String site, long since) {
        WakeBacklog noted = context.state.get(WakeBacklog.key(SERVE + site), WakeBacklog.class);
        context.state.put(new WakeBacklog(SERVE + site, noted == null ? since : Math.min(since, noted.order()), ""));
    }

    /** Wakes what earlier inputs have left. */
    void resume() {
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
        switch (record) {
            case OpenIncident open -> wake(open, wait);
            case CallRecord.CallState call -> CallHandler.retry(context, call);
            case CallRecord.CollectiveCall collective -> CollectiveCallHandler.start(context, collective);
            case IncidentRecord.ClosedIncident closed -> {
                context.state.remove(closed.key());
                context.emit(new Effect.Tombstone(closed.incident()));
            }
            case IncidentRecord.IgnoredDetections ignored -> DetectionHandler.expire(context, ignored);
            case IncidentRecord.CancelledSymptom cancelled -> CancellationHandler.expire(context, cancelled);
            // Its window or time is over.
            case IncidentRecord.RungStarts starts -> RateLimiter.expire(context, starts);
            case IncidentRecord.Cooldown cooldown -> context.state.remove(cooldown.key());
            case IncidentRecord.LastRemediation worked -> context.state.remove(worked.key());
            case StateRecord.DeciderClock c -> throw waitsForNothing(c);
            case StateRecord.HaltRecord h -> throw waitsForNothing(h);
            case BundleStateRecord.ActiveBundle b -> throw waitsForNothing(b);
            case BundleStateRecord.PendingActivation a -> throw waitsForNothing(a);
            case BundleStateRecord.UnusableBundle u -> throw waitsForNothing(u);
            case IncidentRecord.ParkedOutcome p -> throw waitsForNothing(p);
            case InputRecord.OperatorWatermark o -> throw waitsForNothing(o);
            case SiteRecord.SiteState s -> throw waitsForNothing(s);
            case SiteRecord.WorkerState w -> throw waitsForNothing(w);
            case StateRecord.DeploymentState d -> throw waitsForNothing(d);
            case CallRecord.PolicyCallState p -> throw waitsForNothing(p);
            case StateRecord.WakeBacklog b -> throw waitsForNothing(b);
            case InputRecord.ChannelState c -> throw waitsForNothing(c);
            case InputRecord.HeartbeatState s -> throw waitsForNothing(s);
            case IncidentRecord.TargetLease l -> throw waitsForNothing(l);
            case InputRecord.DetectWatermarks s -> throw waitsForNothing(s);
            case InputRecord.SourceLiveness s -> throw waitsForNothing(s);
        }
        end(place, wait);
    }

    private static IllegalStateException waitsForNothing(StateRecord record) {
        return new IllegalStateException(record + " waits for nothing");
    }

    private void wake(OpenIncident open, WakeCondition wait) {
        Incident incident = open.incident();
        ActiveCommand active = incident.work().active();
        if (context.isFrozen(incident)) {
            return; // resumed when its policies can be used again
        }
        boolean timer =
                wait.queue().equals(WakeCondition.LOG) && incident.until() > 0 && incident.until() <= context.now;
        if (WakeCondition.isCall(wait.queue())) {
            CollectiveCallHandler.recordDelivery(context, incident);
        } else if (active != null) {
            CommandLifecycleHandler.handleDeadline(context, incident, active);
        } else if (timer || open.resumeOn().contains(wait)) {
            resume(incident);
        } else {
            EvidenceHandler.evaluate(context, incident);
        }
    }

    /** Resumes a record whose wait is over. */
    void resume(StateRecord record) {
        left--;
        if (record instanceof OpenIncident open && !context.isFrozen(open.incident())) {
            resume(open.incident());
        }
    }

    private void resume(Incident incident) {
        if (incident.reason() == Reason.SHADOW && incident.until() > context.now) {
            context.saveUnpublished(incident);
        } else if (incident.reason() == Reason.SHADOW) {
            RemediationWorkflow.close(
                    context, incident, IncidentState.SUPPRESSED, Reason.SHADOW, "not cleared, and nothing was run");
        } else {
            RemediationWorkflow.resume(
                    context, incident.transitioned(incident.state(), incident.reason(), 0, context.now));
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
