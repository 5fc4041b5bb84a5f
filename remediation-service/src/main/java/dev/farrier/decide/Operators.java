package dev.farrier.decide;

import dev.farrier.decide.StateRecord.HaltState;
import dev.farrier.decide.StateRecord.Site;
import dev.farrier.model.Control;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.ActiveCommand;

/** What people, and the service's own housekeeping, say. */
final class Operators {
    private Operators() {}

    static void on(Turn turn, OperatorInput input) {
        switch (input) {
            case OperatorInput.Halt halt -> halt(turn, halt);
            case OperatorInput.Resume resume -> {
                turn.state.put(new HaltState(false, false, resume.by(), resume.why(), orderedAt(turn, resume.at())));
                steer(turn);
                turn.audit(
                        Audits.operator(turn, "", "", Reason.DETECTED, "resumed by " + who(resume.by(), resume.why())));
                turn.waker.wakeAll(Wait.HALT);
            }
            case OperatorInput.CancelIncident cancel -> cancel(turn, cancel);
            case OperatorInput.BundleActivated bundle -> Activations.on(turn, bundle);
            case OperatorInput.SiteSeen site -> Sites.seen(turn, site.site());
            case OperatorInput.SiteGone site -> Sites.gone(turn, site.site(), site.why());
            case OperatorInput.KeyRotated rotated -> Keys.rotated(turn, rotated);
            case OperatorInput.SourceLoss loss -> Alarms.on(turn, loss);
        }
    }

    /** {@code ann: fire drill}; the reason may be left out. */
    static String who(String by, String why) {
        return why.isEmpty() ? by : by + ": " + why;
    }

    /** The workers were told already, and refuse what they have not started; that takes it back. */
    private static void halt(Turn turn, OperatorInput.Halt halt) {
        turn.state.put(new HaltState(true, halt.calls(), halt.by(), halt.why(), orderedAt(turn, halt.at())));
        steer(turn);
        String what = halt.calls() ? "halted, calls of people too, by " : "halted by ";
        turn.audit(Audits.operator(turn, "", "", Reason.HALTED, what + who(halt.by(), halt.why())));
        if (!halt.calls()) {
            turn.waker.wakeAll(Wait.HALT); // a halt that was of calls too is not any more
        }
    }

    /** The workers know an order by its time, and were told the one of its append, not the decider's. */
    private static long orderedAt(Turn turn, long appendedAt) {
        HaltState before = turn.state.get(HaltState.KEY, HaltState.class);
        // The log says which order is the later one, whatever a broker's clock says.
        return Math.max(appendedAt > 0 ? appendedAt : turn.now, before == null ? 0 : before.since() + 1);
    }

    /** Whoever asked for it has told the workers already; said again, so that a site that missed it follows too. */
    private static void steer(Turn turn) {
        turn.state.forEach("site|", Site.class, site -> Sites.sayControls(turn, site));
    }

    private static void cancel(Turn turn, OperatorInput.CancelIncident cancel) {
        Incident incident = turn.state.incident(cancel.incident());
        String who = who(cancel.by(), cancel.why());
        if (incident == null) {
            turn.audit(Audits.operator(
                    turn, cancel.incident(), "", Reason.CANCELLED, "nothing to cancel, asked by " + who));
            return;
        }
        ActiveCommand active = incident.work().active();
        boolean retry = cancel.afterwards() == Afterwards.RETRY;
        if (retry && (active != null || !Cancellations.mayBeDecidedAgain(turn, incident))) {
            String why = active != null ? "a command is on its way" : "there is nothing left to decide";
            turn.audit(Audits.operator(
                    turn,
                    incident.id(),
                    incident.target(),
                    Reason.CANCELLED,
                    "not begun anew, " + why + "; asked by " + who));
            return;
        }
        String what = switch (cancel.afterwards()) {
            case DECIDE_AGAIN -> "cancelled by ";
            case UNTIL_RESOLVED -> "cancelled until it has resolved by ";
            case RETRY -> "begun anew by ";
        };
        turn.audit(Audits.operator(turn, incident.id(), incident.target(), Reason.CANCELLED, what + who));
        if (active == null) {
            Cancellations.end(turn, incident, who, cancel.afterwards());
            return;
        }
        if (cancel.afterwards() == Afterwards.UNTIL_RESOLVED && turn.usable(incident)) {
            Cancellations.untilResolved(turn, incident);
        }
        // The target stays taken until it is known that nothing runs on it any more.
        Incident ending = turn.save(incident.withWork(incident.work().cancelledBy(who)));
        if (CatchingUp.isOpen(turn, turn.site(active.command().site()))) {
            turn.emit(new Effect.Steer(
                    active.command().site(),
                    new Control.Cancelled(incident.id(), "", cancel.by(), cancel.why(), turn.now)));
        }
        Activations.replay(turn, ending);
        Incident now = turn.state.incident(ending.id());
        ActiveCommand left = now == null ? null : now.work().active();
        if (now != null && left != null && left.worker().isEmpty() && !left.revoking()) {
            Dispatch.revoke(turn, now, left, null, "cancelled");
        }
    }
}
