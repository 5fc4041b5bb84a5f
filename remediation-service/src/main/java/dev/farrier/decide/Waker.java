package dev.farrier.decide;

import dev.farrier.decide.DeciderState.Place;
import dev.farrier.decide.StateRecord.Backlog;
import dev.farrier.decide.StateRecord.Held;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.ActiveCommand;

/**
 * Wakes what waits in a queue, in order, and at most 100 records an input: the rest is noted and goes on with the next
 * input, so that no input costs more because more waits.
 */
final class Waker {
    private static final int AT_ONCE = 100;
    private static final String SERVE = "serve/";

    private final Turn turn;
    private int left = AT_ONCE;

    Waker(Turn turn) {
        this.turn = turn;
    }

    /** Nothing more is woken by this input. */
    boolean isTired() {
        return left <= 0;
    }

    /** One record more was woken. */
    void count() {
        left--;
    }

    /** This clock has moved: wakes what waited for a time that it has reached. */
    void passed(String clock) {
        long now = turn.clock(new Wait(clock, 0));
        Place first = turn.state.first(clock);
        while (first != null && first.order() <= now) {
            if (isTired()) {
                turn.state.put(new Backlog(clock, Long.MIN_VALUE, ""));
                return;
            }
            wake(first, clock);
            first = turn.state.first(clock);
        }
        turn.state.remove(Backlog.key(clock));
    }

    /** What this queue waits for has happened. */
    void wakeAll(String queue) {
        goOnBehind(new Backlog(queue, Long.MIN_VALUE, ""));
    }

    /** The site is served with a later input: there was no more to be done in this one. It keeps its place among the sites. */
    void serveLater(String site, long since) {
        Backlog noted = turn.state.get(Backlog.key(SERVE + site), Backlog.class);
        turn.state.put(new Backlog(SERVE + site, noted == null ? since : Math.min(since, noted.order()), ""));
    }

    /** Goes on with what earlier inputs have left. */
    void goOn() {
        turn.state.forEach("backlog|", Backlog.class, backlog -> {
            if (isTired()) {
                return;
            }
            if (backlog.queue().startsWith(SERVE)) {
                turn.state.remove(backlog.key());
                turn.free(Wait.nameOf(backlog.queue()), backlog.order());
            } else if (new Wait(backlog.queue(), 0).isTimed()) {
                passed(backlog.queue());
            } else {
                goOnBehind(backlog);
            }
        });
    }

    private void goOnBehind(Backlog backlog) {
        Place last = new Place(backlog.order(), backlog.last());
        Place next = turn.state.next(backlog.queue(), last);
        while (next != null) {
            if (isTired()) {
                turn.state.put(new Backlog(backlog.queue(), last.order(), last.key()));
                return;
            }
            wake(next, backlog.queue());
            last = next;
            next = turn.state.next(backlog.queue(), last);
        }
        Backlog noted = turn.state.get(backlog.key(), Backlog.class);
        if (noted == null || noted.equals(backlog) || !isTired()) {
            turn.state.remove(backlog.key());
        } // else: noted anew by what was woken, which had no more budget
    }

    private void wake(Place place, String queue) {
        left--;
        StateRecord record = turn.state.at(place);
        Wait wait = new Wait(queue, place.order());
        switch (record) {
            case Held held -> wake(held, wait);
            case StateRecord.Call call -> Calls.due(turn, call);
            case StateRecord.Collective collective -> CollectiveCalls.gathered(turn, collective);
            case StateRecord.Closed closed -> {
                turn.state.remove(closed.key());
                turn.emit(new Effect.Gone(closed.incident()));
            }
            case StateRecord.Ignored ignored -> Detections.forget(turn, ignored);
            case StateRecord.CancelledSymptom cancelled -> Cancellations.due(turn, cancelled);
            // Its window, or its time, has passed.
            case StateRecord.Starts starts -> Limits.expire(turn, starts);
            case StateRecord.Cooldown cooldown -> turn.state.remove(cooldown.key());
            case StateRecord.Worked worked -> turn.state.remove(worked.key());
            case StateRecord.Clock c -> throw waitsForNothing(c);
            case StateRecord.HaltState h -> throw waitsForNothing(h);
            case StateRecord.ActiveBundle b -> throw waitsForNothing(b);
            case StateRecord.Activation a -> throw waitsForNothing(a);
            case StateRecord.UnusableBundle u -> throw waitsForNothing(u);
            case StateRecord.Parked p -> throw waitsForNothing(p);
            case StateRecord.OperatorClock o -> throw waitsForNothing(o);
            case StateRecord.Site s -> throw waitsForNothing(s);
            case StateRecord.Worker w -> throw waitsForNothing(w);
            case StateRecord.Deployment d -> throw waitsForNothing(d);
            case StateRecord.PolicyCalls p -> throw waitsForNothing(p);
            case StateRecord.Backlog b -> throw waitsForNothing(b);
            case StateRecord.Channel c -> throw waitsForNothing(c);
            case StateRecord.Speaker s -> throw waitsForNothing(s);
            case StateRecord.Lease l -> throw waitsForNothing(l);
            case StateRecord.Seen s -> throw waitsForNothing(s);
            case StateRecord.SourceLife s -> throw waitsForNothing(s);
        }
        end(place, wait);
    }

    private static IllegalStateException waitsForNothing(StateRecord record) {
        return new IllegalStateException(record + " waits for nothing");
    }

    private void wake(Held held, Wait wait) {
        Incident incident = held.incident();
        ActiveCommand active = incident.work().active();
        if (turn.frozen(incident)) {
            return; // looked at when its policies can be used again
        }
        boolean timer = wait.queue().equals(Wait.LOG) && incident.until() > 0 && incident.until() <= turn.now;
        if (Wait.isCall(wait.queue())) {
            CollectiveCalls.heard(turn, incident);
        } else if (active != null) {
            Outcomes.overdue(turn, incident, active);
        } else if (timer || held.parks().contains(wait)) {
            goOn(incident);
        } else {
            Evidences.look(turn, incident);
        }
    }

    /** It has waited for long enough, or for what has now happened. */
    void goOn(StateRecord record) {
        left--;
        if (record instanceof Held held && !turn.frozen(held.incident())) {
            goOn(held.incident());
        }
    }

    private void goOn(Incident incident) {
        if (incident.reason() == Reason.SHADOW && incident.until() > turn.now) {
            turn.remember(incident);
        } else if (incident.reason() == Reason.SHADOW) {
            Remediation.close(
                    turn, incident, IncidentState.SUPPRESSED, Reason.SHADOW, "not cleared, and nothing was run");
        } else {
            Remediation.goOn(turn, incident.transitioned(incident.state(), incident.reason(), 0, turn.now));
        }
    }

    /** A wait that is over must not be waited for again: the record would be woken for ever. */
    private void end(Place place, Wait wait) {
        StateRecord after = turn.state.get(place.key(), StateRecord.class);
        if (after instanceof Held held && wait.isTimed() && held.waits().contains(wait)) {
            // What it watches is told anew by how things stand now.
            turn.remember(held.incident());
            after = turn.state.get(place.key(), StateRecord.class);
        }
        if (wait.isTimed() && after != null && after.waits().contains(wait)) {
            assert false : "a wait that does not end: " + wait + " of " + after;
            // A defect, and no reason to stand still: what else it waits for will do.
            if (after instanceof Held held) {
                turn.state.put(new Held(
                        held.incident(),
                        held.parks().stream()
                                .filter(other -> !other.equals(wait))
                                .toList(),
                        held.watches().stream()
                                .filter(other -> !other.equals(wait))
                                .toList(),
                        held.speakers()));
            } else {
                turn.state.remove(place.key());
            }
        }
    }
}
