package dev.farrier.decide;

import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.WatchdogRound;
import dev.farrier.decide.guard.RateLimiter;
import dev.farrier.decide.run.FailedRound;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.BundleStateRecord.ActiveBundle;
import dev.farrier.decide.state.BundleStateRecord.PendingActivation;
import dev.farrier.decide.state.BundleStateRecord.UnusableBundle;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.IncidentRecord.HealedIncident;
import dev.farrier.decide.state.IncidentRecord.OpenIncident;
import dev.farrier.decide.state.IncidentRecord.ParkedOutcome;
import dev.farrier.model.BundleRefused;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Puts the policies of a commit in force. The shell tries whether this core can use them and writes the answer to the log, so
 * the fold never needs a bundle that it does not have. Until the answer is yes, the commit before stays in force.
 *
 * <p>After a downgrade, core may be unable to use a commit that is in use. The incidents under it are then frozen and their
 * outcomes parked, until core can use the commit again or a person cancels them.
 */
final class BundleActivationHandler {
    /** Bounds the state: anybody who may halt can ask for a commit. */
    private static final int MOST = 100;

    private BundleActivationHandler() {}

    static void handle(DecisionContext context, OperatorInput.BundleActivated asked) {
        ActiveBundle active = context.state.get(ActiveBundle.KEY, ActiveBundle.class);
        List<PendingActivation> before = pending(context.state);
        if (active != null && active.commit().equals(asked.commit())) {
            // A rollback to the commit in force drops the activations that are pending.
            before.forEach(activation -> context.state.remove(activation.key()));
            return;
        }
        long number = before.isEmpty() ? 1 : before.getLast().number() + 1;
        context.state.put(new PendingActivation(asked.commit(), number, ""));
        if (before.size() >= MOST) {
            PendingActivation dropped = before.stream()
                    .filter(activation -> !activation.refusal().isEmpty())
                    .findFirst()
                    .orElse(before.getFirst());
            context.state.remove(dropped.key());
        }
    }

    static void handle(DecisionContext context, BundleUsable usable) {
        String commit = usable.commit();
        if (context.state.get(UnusableBundle.key(commit), UnusableBundle.class) != null) {
            context.state.remove(UnusableBundle.key(commit));
            context.audit(AuditRecords.operator(
                    context, Reason.BUNDLE_USABLE, "policies of " + commit + " can be used again"));
            Alarms.clear(context, AlarmGroup.POLICIES, commit, "policies of " + commit + " can be used again");
            resume(context, commit);
            updateLimits(context);
        }
        PendingActivation activation = context.state.get(PendingActivation.key(commit), PendingActivation.class);
        if (activation == null) {
            return;
        }
        ActiveBundle before = context.state.get(ActiveBundle.KEY, ActiveBundle.class);
        Bundle used = context.callingBundle();
        context.state.put(new ActiveBundle(commit, before == null ? "" : before.commit()));
        Bundle uses = context.callingBundle();
        if (used != null && uses != null) {
            RateLimiter.keepDeparted(context, used, uses);
        }
        pending(context.state).stream()
                .filter(other -> other.number() <= activation.number())
                .forEach(other -> context.state.remove(other.key()));
        context.audit(AuditRecords.operator(context, Reason.BUNDLE_ACTIVATED, "policies of " + commit + " in force"));
        updateLimits(context);
        context.state.forEach(UnusableBundle.PREFIX, UnusableBundle.class, unusable -> {
            if (!context.state.commits().contains(unusable.commit())) {
                context.state.remove(unusable.key()); // no incident is decided under it
                Alarms.clear(context, AlarmGroup.POLICIES, unusable.commit(), "others are in force");
            }
        });
    }

    static void handle(DecisionContext context, BundleRefused refused) {
        String commit = refused.commit();
        ActiveBundle active = context.state.get(ActiveBundle.KEY, ActiveBundle.class);
        PendingActivation activation = context.state.get(PendingActivation.key(commit), PendingActivation.class);
        if (activation != null && activation.refusal().isEmpty()) {
            context.state.put(new PendingActivation(commit, activation.number(), refused.why()));
            String stays = active == null ? "none are in force" : "those of " + active.commit() + " stay in force";
            context.audit(AuditRecords.operator(
                    context,
                    Reason.POLICIES_REFUSED,
                    "policies of " + commit + " are refused, " + stays + ": " + refused.why()));
        }
        boolean inForce = active != null && active.commit().equals(commit);
        // Nothing can go on under it, so what returns opens a new incident.
        context.state.forEach(HealedIncident.PREFIX, HealedIncident.class, healed -> {
            if (healed.incident().commit().equals(commit)) {
                context.state.remove(healed.key());
            }
        });
        List<Incident> under = incidentsUnder(context, commit);
        boolean known = context.state.get(UnusableBundle.key(commit), UnusableBundle.class) != null;
        boolean inUse = context.state.commits().contains(commit);
        if (active != null && active.previous().equals(commit) && !inUse) {
            context.state.put(new UnusableBundle(commit, refused.why())); // callingBundle() must not fall back to it
        } else if ((inForce || inUse) && !known) {
            context.state.put(new UnusableBundle(commit, refused.why()));
            under.stream()
                    .filter(WatchdogRound::is)
                    .forEach(round -> FailedRound.end(context, round, Reason.POLICIES_REFUSED, refused.why()));
            List<Incident> frozen = under.stream()
                    .filter(incident -> !WatchdogRound.is(incident))
                    .toList();
            frozen.forEach(incident -> context.resumeOn(incident, List.of())); // they wait for nothing
            callSomebody(context, commit, refused.why(), inForce, frozen);
            updateLimits(context);
        }
    }

    /** The limits of the policies that are used now may be others. */
    private static void updateLimits(DecisionContext context) {
        context.state.health().forgetUsage();
        Bundle used = context.callingBundle();
        if (used != null) {
            SharedCauses.updateAll(context, used);
            StormHandler.update(context, used);
        }
        context.waker.wakeAllBudgets();
        MaintenanceHandler.wakeAll(context);
    }

    /** Frozen incidents do nothing, so a person is called, by the policies that were in force before if core can use them. */
    private static void callSomebody(
            DecisionContext context, String commit, String why, boolean inForce, List<Incident> under) {
        String what = "policies of " + commit + " can't be used any more: "
                + (inForce ? "nothing new is acted on, and " : "")
                + under.size() + " open incidents are frozen until they can be, or a person cancels them: "
                + why;
        context.audit(AuditRecords.operator(context, Reason.POLICIES_REFUSED, what));
        for (Incident incident : under) {
            context.audit(AuditRecords.operator(
                    context,
                    incident.id(),
                    incident.target(),
                    Reason.POLICIES_REFUSED,
                    "frozen: its policies can't be used any more"));
        }
        Alarms.raise(context, AlarmGroup.POLICIES, commit, Reason.POLICIES_REFUSED, what);
    }

    /** Applies the parked outcomes, then resumes what was due meanwhile. */
    private static void resume(DecisionContext context, String commit) {
        for (Incident incident : incidentsUnder(context, commit)) {
            replayParked(context, context.saveUnpublished(incident));
            Incident now = context.state.incident(incident.id());
            if (now != null && now.work().active() == null) {
                // What it waits for may have come while it was frozen.
                context.waker.resume(context.state.at(OpenIncident.key(now.id())));
            }
        }
    }

    /** Applies the outcomes that were parked while the incident was frozen. */
    static void replayParked(DecisionContext context, Incident incident) {
        context.state.forEach(ParkedOutcome.prefix(incident.id()), ParkedOutcome.class, parked -> {
            context.state.remove(parked.key());
            CommandLifecycleHandler.handle(context, parked.outcome());
        });
    }

    /** Keeps an outcome of a frozen incident. */
    static void park(DecisionContext context, Outcome outcome) {
        long[] number = {1};
        context.state.forEach(
                ParkedOutcome.prefix(outcome.incident()),
                ParkedOutcome.class,
                parked -> number[0] = parked.number() + 1);
        context.state.put(new ParkedOutcome(outcome.incident(), number[0], outcome));
    }

    private static List<Incident> incidentsUnder(DecisionContext context, String commit) {
        return context.state.openIncidents().stream()
                .filter(incident -> incident.commit().equals(commit))
                .toList();
    }

    /** In the order of the requests. */
    static List<PendingActivation> pending(DeciderState state) {
        List<PendingActivation> all = new ArrayList<>();
        state.forEach(PendingActivation.PREFIX, PendingActivation.class, all::add);
        all.sort(Comparator.comparingLong(PendingActivation::number));
        return all;
    }
}
