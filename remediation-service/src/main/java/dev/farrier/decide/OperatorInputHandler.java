package dev.farrier.decide;

import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.CatchUpCheck;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.run.Approvals;
import dev.farrier.decide.run.CommandDispatcher;
import dev.farrier.decide.run.ReturnToService;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.StateRecord.FarrierHost;
import dev.farrier.model.Control;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.RemediationProgress.Ending;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import java.util.List;

/** Applies the orders of operators, and the inputs of Farrier's own site and loss watches. */
final class OperatorInputHandler {
    private OperatorInputHandler() {}

    static void handle(DecisionContext context, OperatorInput input) {
        switch (input) {
            case OperatorInput.Halt halt -> HaltHandler.handle(context, halt);
            case OperatorInput.Resume resume -> HaltHandler.handle(context, resume);
            case OperatorInput.CancelIncident cancel -> cancel(context, cancel);
            case OperatorInput.Acknowledge order -> PolicyStopHandler.acknowledge(context, order);
            case OperatorInput.AcknowledgeStorm order -> StormHandler.acknowledge(context, order);
            case OperatorInput.AddSilence order -> SilenceHandler.add(context, order);
            case OperatorInput.ExpireSilence order -> SilenceHandler.expire(context, order);
            case OperatorInput.AnswerApproval order -> Approvals.answer(context, order);
            case OperatorInput.BeginMaintenance order -> MaintenanceHandler.begin(context, order);
            case OperatorInput.EndMaintenance order -> MaintenanceHandler.end(context, order);
            case OperatorInput.BundleActivated bundle -> {
                BundleActivationHandler.handle(context, bundle);
                HeldDetections.release(context);
            }
            case OperatorInput.SiteSeen site -> SiteHandler.handleSiteSeen(context, site.site());
            case OperatorInput.SiteGone site -> SiteHandler.handleSiteGone(context, site.site(), site.why());
            case OperatorInput.KeyRotated rotated -> SigningKeyHandler.handleRotation(context, rotated);
            case OperatorInput.SourceLoss loss -> Alarms.handle(context, loss);
            case OperatorInput.HostSeen host -> remember(context, host);
        }
    }

    /** One without a name protects nothing. */
    private static void remember(DecisionContext context, OperatorInput.HostSeen host) {
        if (!host.names().isEmpty()) {
            context.state.put(new FarrierHost(host.names(), context.now + FarrierHost.FORGOTTEN_AFTER.toMillis()));
        }
    }

    private static void cancel(DecisionContext context, OperatorInput.CancelIncident cancel) {
        Incident incident = context.state.incident(cancel.incident());
        String who = AuditRecords.describe(cancel.by(), cancel.why());
        if (incident == null) {
            context.audit(AuditRecords.operator(
                    context, cancel.incident(), "", Reason.CANCELLED, "nothing to cancel, asked by " + who));
            return;
        }
        ActiveCommand active = incident.work().active();
        boolean retry = cancel.afterwards() == Afterwards.RETRY;
        if (retry && active == null && incident.isToldOfOwed() && context.isUsable(incident)) {
            context.audit(AuditRecords.operator(
                    context, incident.id(), incident.target(), Reason.RETURNING, "tried again for " + who));
            ReturnToService.startAgain(context, incident);
            return;
        }
        int firstRung = retry ? firstRung(context, incident, cancel.fromRung()) : 0;
        boolean owes = firstRung > 0 && !incident.work().owed().isEmpty();
        String refusal = "";
        if (active != null) {
            refusal = "a command has not ended";
        } else if (!isInForce(context, incident)) {
            refusal = "its policy is not in force";
        } else if (firstRung < 0) {
            refusal = "the policy in force has no rung " + cancel.fromRung();
        } else if (owes) {
            refusal = "what was taken out is put back first: retry without a rung";
        } else if (!CancellationHandler.mayBeDecidedAgain(context, incident)) {
            refusal = "there is nothing left to decide";
        }
        if (retry && !refusal.isEmpty()) {
            context.audit(AuditRecords.operator(
                    context,
                    incident.id(),
                    incident.target(),
                    Reason.CANCELLED,
                    "not retried, " + refusal + "; asked by " + who));
            return;
        }
        String what = switch (cancel.afterwards()) {
            case DECIDE_AGAIN -> "cancelled by ";
            case UNTIL_RESOLVED -> "cancelled until it has resolved by ";
            case RETRY ->
                cancel.fromRung().isEmpty() ? "retried by " : "retried from rung " + cancel.fromRung() + " by ";
        };
        context.audit(AuditRecords.operator(context, incident.id(), incident.target(), Reason.CANCELLED, what + who));
        if (active == null) {
            Incident ended = retry ? incident.withRetriedBy(cancel.by()) : incident;
            CancellationHandler.end(context, ended, who, cancel.afterwards(), firstRung);
            return;
        }
        if (incident.work().isReturning() && context.isUsable(incident) && !incident.isToldOfOwed()) {
            Ending ending = CancellationHandler.ending(context, incident, who, cancel.afterwards());
            context.save(incident.withWork(incident.work().withEnding(ending)));
            return; // what puts something back is not cancelled
        }
        if (cancel.afterwards() == Afterwards.UNTIL_RESOLVED && context.isUsable(incident)) {
            CancellationHandler.untilResolved(context, incident);
        }
        // The incident keeps the target until its command has ended.
        Incident ending = context.save(incident.withWork(incident.work().withCancelledBy(who)));
        if (CatchUpCheck.isOpen(context, context.site(active.command().site()))) {
            context.emit(new Effect.SendControl(
                    active.command().site(),
                    new Control.Cancelled(incident.id(), "", cancel.by(), cancel.why(), context.now)));
        }
        BundleActivationHandler.replayParked(context, ending);
        Incident now = context.state.incident(ending.id());
        ActiveCommand left = now == null ? null : now.work().active();
        if (now != null && left != null && left.worker().isEmpty() && !left.revoking()) {
            CommandDispatcher.revoke(context, now, left, null, "cancelled");
        }
    }

    /** Whether a symptom of the incident's policy would be decided now. */
    private static boolean isInForce(DecisionContext context, Incident incident) {
        Bundle bundle = context.activeBundle();
        Policy policy = bundle == null ? null : bundle.policies().get(incident.policy());
        return policy != null && policy.mode() != Policy.Mode.OFF;
    }

    /** Index of the rung of this name in the policy in force, in which a retry is decided; -1: it has none. Empty: the first. */
    private static int firstRung(DecisionContext context, Incident incident, String name) {
        Bundle bundle = context.activeBundle();
        Policy policy = bundle == null ? null : bundle.policies().get(incident.policy());
        if (name.isEmpty() || policy == null) {
            return 0;
        }
        List<String> names = policy.remediate().stream().map(Rung::name).toList();
        return names.indexOf(name);
    }
}
