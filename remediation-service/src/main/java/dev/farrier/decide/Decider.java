package dev.farrier.decide;

import dev.farrier.decide.StateRecord.ActiveBundle;
import dev.farrier.decide.StateRecord.Clock;
import dev.farrier.decide.StateRecord.Closed;
import dev.farrier.decide.StateRecord.HaltState;
import dev.farrier.decide.StateRecord.Held;
import dev.farrier.decide.StateRecord.Ignored;
import dev.farrier.decide.StateRecord.UnusableBundle;
import dev.farrier.model.BundleRefused;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Evidence;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.Progress;
import dev.farrier.model.Reason;
import dev.farrier.model.Tick;
import dev.farrier.model.Work.Active;
import dev.farrier.policy.Bundles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The one brain: a fold over the decider's log. Each input first moves the clock and fires what is due, in (due, key) order,
 * then is applied. The same inputs with the same record times give the same effects and the same state, always.
 */
public final class Decider {
    private final Bundles bundles;
    private final DeciderState state;
    private final DeciderSettings settings;

    public Decider(Bundles bundles, DeciderState state) {
        this(bundles, state, DeciderSettings.DEFAULT);
    }

    public Decider(Bundles bundles, DeciderState state, DeciderSettings settings) {
        this.bundles = bundles;
        this.state = state;
        this.settings = settings;
    }

    /**
     * Applies one record of the log.
     *
     * @param recordTime the record's append time, epoch milliseconds; the clock never goes back
     * @return what is to be done, in order
     * @throws dev.farrier.policy.UnknownCommitException when a bundle in use is not at hand, and the log does not say that it
     *     can't be used; nothing may be concluded then, and this state must not be used any more
     */
    public List<Effect> apply(long recordTime, DeciderInput input) {
        Clock before = state.get(Clock.KEY, Clock.class);
        long now = before == null ? recordTime : Math.max(before.now(), recordTime);
        Turn turn = new Turn(state, bundles, settings, now);
        state.put(new Clock(now, before == null ? 0 : before.opened()));
        while (state.nextDue() <= now) {
            StateRecord due = state.firstDue();
            wake(turn, due);
            if (state.nextDue() <= now && state.firstDue().equals(due)) {
                throw new IllegalStateException("a timer that does not end: " + due);
            }
        }
        switch (input) {
            case Detection detection -> Detections.on(turn, detection);
            case Evidence evidence -> Evidences.on(turn, evidence);
            case Progress progress -> Evidences.on(turn, progress);
            case Outcome outcome -> Outcomes.on(turn, outcome);
            case OperatorInput operator -> Operators.on(turn, operator);
            case BundleUsable usable -> Activations.on(turn, usable);
            case BundleRefused refused -> Activations.on(turn, refused);
            case Tick tick -> {}
        }
        return turn.effects();
    }

    /** When a {@link Tick} is next needed, epoch milliseconds; empty: not before something else happens. */
    public OptionalLong nextDue() {
        long due = state.nextDue();
        return due == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(due);
    }

    /** Who has halted everything, and why; empty: nobody. */
    public String halted() {
        HaltState halt = state.get(HaltState.KEY, HaltState.class);
        return halt == null || !halt.halted() ? "" : Operators.who(halt.by(), halt.why());
    }

    /** Commits that are to come into force, in the order in which they were asked for; and why each is refused, if it is. */
    public Map<String, String> activations() {
        Map<String, String> all = new LinkedHashMap<>();
        Activations.all(state).forEach(activation -> all.put(activation.commit(), activation.refusal()));
        return all;
    }

    /** Commits that are in use: in force, or an incident is open under them. */
    public SortedSet<String> inUse() {
        SortedSet<String> commits = new TreeSet<>();
        ActiveBundle active = state.get(ActiveBundle.KEY, ActiveBundle.class);
        if (active != null) {
            commits.add(active.commit());
        }
        state.openIncidents().forEach(incident -> commits.add(incident.commit()));
        return commits;
    }

    /** Of these the ones that this core can't use. */
    public SortedSet<String> unusable() {
        SortedSet<String> commits = new TreeSet<>();
        state.forEach(UnusableBundle.PREFIX, UnusableBundle.class, unusable -> commits.add(unusable.commit()));
        return commits;
    }

    private static void wake(Turn turn, StateRecord due) {
        switch (due) {
            case Held held -> wake(turn, held.incident());
            case Closed closed -> {
                turn.state.remove(closed.key());
                turn.emit(new Effect.Gone(closed.incident()));
            }
            case Ignored ignored -> Detections.forget(turn, ignored);
            // Its window, or its time, has passed.
            case StateRecord.Starts starts -> turn.state.remove(starts.key());
            case StateRecord.Cooldown cooldown -> turn.state.remove(cooldown.key());
            case StateRecord.Worked worked -> turn.state.remove(worked.key());
            case StateRecord.Clock c -> throw new IllegalStateException("no timer");
            case StateRecord.HaltState h -> throw new IllegalStateException("no timer");
            case StateRecord.ActiveBundle b -> throw new IllegalStateException("no timer");
            case StateRecord.Activation a -> throw new IllegalStateException("no timer");
            case StateRecord.UnusableBundle u -> throw new IllegalStateException("no timer");
            case StateRecord.Parked p -> throw new IllegalStateException("no timer");
            case StateRecord.KnownSite s -> throw new IllegalStateException("no timer");
            case StateRecord.Lease l -> throw new IllegalStateException("no timer");
            case StateRecord.Seen s -> throw new IllegalStateException("no timer");
            case StateRecord.SourceLife s -> throw new IllegalStateException("no timer");
        }
    }

    private static void wake(Turn turn, Incident incident) {
        Active active = incident.work().active();
        if (active != null && active.wakeAt() <= turn.now) {
            Outcomes.overdue(turn, incident, active);
        } else if (incident.until() > 0 && incident.until() <= turn.now) {
            if (incident.reason() == Reason.SHADOW) {
                Remediation.close(
                        turn, incident, IncidentState.SUPPRESSED, Reason.SHADOW, "not cleared, and nothing was run");
            } else {
                Remediation.goOn(turn, incident.moved(incident.state(), incident.reason(), 0, turn.now));
            }
        } else {
            Verification.look(turn, incident);
        }
    }
}
