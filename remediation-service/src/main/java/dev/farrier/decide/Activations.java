package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Activation;
import dev.farrier.decide.StateRecord.ActiveBundle;
import dev.farrier.decide.StateRecord.Held;
import dev.farrier.decide.StateRecord.Parked;
import dev.farrier.decide.StateRecord.UnusableBundle;
import dev.farrier.model.BundleRefused;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which commit is in force, and which can't be used. Whether one can be is tried outside and comes back through the log, so
 * the fold never asks for what is not at hand. Until then, and when it can't be, the one before stays.
 *
 * <p>What is in use already and can't be used any more, because core was taken back to an older version, acts no more:
 * incidents under it stand still, with what comes in meanwhile put aside, until it can be used again or a person ends them.
 */
final class Activations {
    /** Anybody who may halt can ask for a commit; so many are remembered. */
    private static final int MOST = 100;

    private Activations() {}

    static void on(Turn turn, OperatorInput.BundleActivated asked) {
        ActiveBundle active = turn.state.get(ActiveBundle.KEY, ActiveBundle.class);
        List<Activation> before = all(turn.state);
        if (active != null && active.commit().equals(asked.commit())) {
            // Back to it: whatever was to follow it is not wanted any more.
            before.forEach(activation -> turn.state.remove(activation.key()));
            return;
        }
        long number = before.isEmpty() ? 1 : before.getLast().number() + 1;
        turn.state.put(new Activation(asked.commit(), number, ""));
        if (before.size() >= MOST) {
            Activation dropped = before.stream()
                    .filter(activation -> !activation.refusal().isEmpty())
                    .findFirst()
                    .orElse(before.getFirst());
            turn.state.remove(dropped.key());
        }
    }

    static void on(Turn turn, BundleUsable usable) {
        String commit = usable.commit();
        if (turn.state.get(UnusableBundle.key(commit), UnusableBundle.class) != null) {
            turn.state.remove(UnusableBundle.key(commit));
            turn.audit(Audits.operator(turn, "", "", Reason.DETECTED, "policies of " + commit + " can be used again"));
            Alarms.clear(turn, Alarms.POLICIES, commit, "policies of " + commit + " can be used again");
            goOn(turn, commit);
        }
        Activation activation = turn.state.get(Activation.key(commit), Activation.class);
        if (activation == null) {
            return;
        }
        ActiveBundle before = turn.state.get(ActiveBundle.KEY, ActiveBundle.class);
        turn.state.put(new ActiveBundle(commit, before == null ? "" : before.commit()));
        all(turn.state).stream()
                .filter(other -> other.number() <= activation.number())
                .forEach(other -> turn.state.remove(other.key()));
        turn.audit(Audits.operator(turn, "", "", Reason.DETECTED, "policies of " + commit + " in force"));
        turn.state.forEach(UnusableBundle.PREFIX, UnusableBundle.class, unusable -> {
            if (!turn.state.commits().contains(unusable.commit())) {
                turn.state.remove(unusable.key()); // nobody asks for it any more
                Alarms.clear(turn, Alarms.POLICIES, unusable.commit(), "others are in force");
            }
        });
    }

    static void on(Turn turn, BundleRefused refused) {
        String commit = refused.commit();
        ActiveBundle active = turn.state.get(ActiveBundle.KEY, ActiveBundle.class);
        Activation activation = turn.state.get(Activation.key(commit), Activation.class);
        if (activation != null && activation.refusal().isEmpty()) {
            turn.state.put(new Activation(commit, activation.number(), refused.why()));
            String stays = active == null ? "none are in force" : "those of " + active.commit() + " stay in force";
            turn.audit(Audits.operator(
                    turn,
                    "",
                    "",
                    Reason.POLICIES_REFUSED,
                    "policies of " + commit + " are refused, " + stays + ": " + refused.why()));
        }
        boolean inForce = active != null && active.commit().equals(commit);
        List<Incident> under = under(turn, commit);
        boolean known = turn.state.get(UnusableBundle.key(commit), UnusableBundle.class) != null;
        boolean inUse = turn.state.commits().contains(commit);
        if (active != null && active.before().equals(commit) && !inUse) {
            turn.state.put(new UnusableBundle(commit, refused.why())); // it can't stand in for the one in force either
        } else if ((inForce || inUse) && !known) {
            turn.state.put(new UnusableBundle(commit, refused.why()));
            under.forEach(incident -> turn.park(incident, List.of())); // their clocks stop
            callSomebody(turn, commit, refused.why(), inForce, under);
        }
    }

    /** Nothing more is done by itself, so a person has to know: by the policies that were in force before, if they can be used. */
    private static void callSomebody(Turn turn, String commit, String why, boolean inForce, List<Incident> under) {
        String what = "policies of " + commit + " can't be used any more: "
                + (inForce ? "nothing new is acted on, and " : "")
                + under.size() + " open incidents stand still until they can be, or a person cancels them: "
                + why;
        turn.audit(Audits.operator(turn, "", "", Reason.POLICIES_REFUSED, what));
        for (Incident incident : under) {
            turn.audit(Audits.operator(
                    turn,
                    incident.id(),
                    incident.target(),
                    Reason.POLICIES_REFUSED,
                    "stands still: its policies can't be used any more"));
        }
        Alarms.raise(turn, Alarms.POLICIES, commit, Reason.POLICIES_REFUSED, what);
    }

    /** What came in meanwhile first, then what was due. */
    private static void goOn(Turn turn, String commit) {
        for (Incident incident : under(turn, commit)) {
            replay(turn, turn.remember(incident));
            Incident now = turn.state.incident(incident.id());
            if (now != null && now.work().active() == null) {
                // What it waited for may have come meanwhile, and was not looked at.
                turn.waker.goOn(turn.state.at(Held.key(now.id())));
            }
        }
    }

    /** Applies what was put aside while it stood still. */
    static void replay(Turn turn, Incident incident) {
        turn.state.forEach(Parked.prefix(incident.id()), Parked.class, parked -> {
            turn.state.remove(parked.key());
            Outcomes.on(turn, parked.outcome());
        });
    }

    /** Keeps what a worker said of an incident that stands still. */
    static void park(Turn turn, Outcome outcome) {
        long[] number = {1};
        turn.state.forEach(Parked.prefix(outcome.incident()), Parked.class, parked -> number[0] = parked.number() + 1);
        turn.state.put(new Parked(outcome.incident(), number[0], outcome));
    }

    private static List<Incident> under(Turn turn, String commit) {
        return turn.state.openIncidents().stream()
                .filter(incident -> incident.commit().equals(commit))
                .toList();
    }

    /** In the order in which they were asked for. */
    static List<Activation> all(DeciderState state) {
        List<Activation> all = new ArrayList<>();
        state.forEach(Activation.PREFIX, Activation.class, all::add);
        all.sort(Comparator.comparingLong(Activation::number));
        return all;
    }
}
