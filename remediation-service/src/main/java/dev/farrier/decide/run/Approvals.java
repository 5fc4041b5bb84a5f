package dev.farrier.decide.run;

import dev.farrier.decide.call.CallHandler;
import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.context.WatchdogRound;
import dev.farrier.decide.guard.RateLimiter;
import dev.farrier.decide.state.IncidentRecord.TargetLease;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.ApprovalRequest;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.policy.Approval;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Persons who must say yes before a rung changes anything. The rung confirms and diagnoses first, so that nobody is asked about a
 * symptom that is gone; then it gives back what it holds, and persons are asked once, by a call. When they have said yes, the rung
 * is decided anew from the start: by all guards, and with another look.
 */
public final class Approvals {
    private Approvals() {}

    /** Whether the rung must not change anything yet. */
    static boolean isMissing(Policy policy, Incident incident, Rung rung) {
        ApprovalRequest request = requestFor(incident, rung);
        return needed(policy, incident, rung) != null && (request == null || !request.isGiven());
    }

    /** Who must say yes to the rung; null: nobody. {@code mode: approve} asks before the first rung that would start. */
    private static @Nullable Approval needed(Policy policy, Incident incident, Rung rung) {
        if (incident.shadow() || WatchdogRound.is(incident)) {
            return null;
        }
        ApprovalRequest before = incident.approval();
        boolean isLater = before != null && before.isGiven() && !before.rung().equals(rung.name());
        return policy.mode() == Policy.Mode.APPROVE && !isLater ? rung.approvalOrDefault() : rung.approval();
    }

    private static @Nullable ApprovalRequest requestFor(Incident incident, Rung rung) {
        ApprovalRequest request = incident.approval();
        return request != null && request.rung().equals(rung.name()) ? request : null;
    }

    /** The rung starts to look: what is given back before persons are asked is as it is now. */
    static Incident looking(DecisionContext context, Incident incident, Rung rung) {
        return incident.withApproval(newRequest(context, incident, rung));
    }

    /** It knows the call that asked about an earlier rung: that one called nobody for anything else. */
    private static ApprovalRequest newRequest(DecisionContext context, Incident incident, Rung rung) {
        ApprovalRequest earlier = incident.approval();
        return ApprovalRequest.ofRung(rung.name(), incident.work().rungStartedAt(), holdsTarget(context, incident))
                .withCall(earlier == null ? "" : earlier.call());
    }

    private static boolean holdsTarget(DecisionContext context, Incident incident) {
        TargetLease lease = context.state.get(TargetLease.key(incident.target()), TargetLease.class);
        return lease != null && lease.incident().equals(incident.id());
    }

    /** The rung has looked, and the symptom is there: gives back what it holds and asks. */
    static void askAfterLook(DecisionContext context, Incident incident, Policy policy, Rung rung) {
        ApprovalRequest request = requestFor(incident, rung);
        if (request == null) {
            throw new IllegalStateException(incident.id() + " has not looked before it asks about " + rung.name());
        }
        Incident released = RateLimiter.releaseReservation(context, incident);
        RemediationProgress before = released.work()
                .atStep(RungPhase.NONE, 0)
                .withRung(released.work().rung() - 1)
                .withRungStartedAt(request.rungStartedAt());
        ask(context, released.withWork(before), policy, rung);
        if (!request.heldTarget() && holdsTarget(context, incident)) {
            context.state.remove(TargetLease.key(incident.target()));
            context.waker.wakeAll(WakeCondition.target(incident.target()));
            RemediationWorkflow.wakeBudgets(context, incident);
        }
    }

    /** The guards let the rung start, and it has nothing to look at. */
    static void ask(DecisionContext context, Incident incident, Policy policy, Rung rung) {
        Approval approval = needed(policy, incident, rung);
        if (approval == null) {
            throw new IllegalStateException(incident.id() + " needs nobody's approval of " + rung.name());
        }
        ApprovalRequest before = requestFor(incident, rung);
        ApprovalRequest request = before == null ? newRequest(context, incident, rung) : before;
        long until = context.now + approval.timeout().toMillis();
        Incident asking = context.transition(
                incident.withApproval(request.asked(context.now, until)),
                IncidentState.AWAITING_APPROVAL,
                Reason.AWAITING_APPROVAL,
                until,
                "asked about " + rung.name() + ": " + approval.who());
        context.audit(AuditRecords.decision(
                context,
                asking,
                GuardResult.deferUntil(until, Reason.AWAITING_APPROVAL, "asked: " + approval.who()),
                rung.name()));
        CallHandler.ask(context, asking);
    }

    /** What was said in time was appended before then, and read (promise 10). */
    private static WakeCondition timeout(long until) {
        return new WakeCondition(WakeCondition.OPERATORS, until);
    }

    /** Whether the incident waits for persons to answer about its next rung. */
    static boolean isOpen(Incident incident, Policy policy) {
        return openRequest(incident, policy) != null;
    }

    private static @Nullable ApprovalRequest openRequest(Incident incident, Policy policy) {
        int next = incident.work().rung() + 1;
        boolean before = incident.work().phase() == RungPhase.NONE
                && next < policy.remediate().size();
        ApprovalRequest request =
                before ? requestFor(incident, policy.remediate().get(next)) : null;
        return request != null && request.isOpen() ? request : null;
    }

    /** What happens since nobody has answered in time; null: they may still answer, or need not. */
    static Approval.@Nullable OnTimeout overdue(DecisionContext context, Incident incident, Policy policy) {
        ApprovalRequest request = openRequest(incident, policy);
        Rung rung =
                request == null ? null : policy.remediate().get(incident.work().rung() + 1);
        Approval approval = rung == null ? null : needed(policy, incident, rung);
        boolean over = request != null
                && context.now >= request.until()
                && context.clock(timeout(request.until())) >= request.until();
        return over && approval != null ? approval.onTimeout() : null;
    }

    /** Goes on waiting. */
    static void waitOn(DecisionContext context, Incident incident, Policy policy) {
        ApprovalRequest request = openRequest(incident, policy);
        if (request == null) {
            throw new IllegalStateException(incident.id() + " asks nobody");
        }
        Incident waiting = context.transition(
                incident,
                IncidentState.AWAITING_APPROVAL,
                Reason.AWAITING_APPROVAL,
                context.now < request.until() ? request.until() : 0,
                "still asked about " + request.rung());
        context.resumeOn(waiting, context.now < request.until() ? List.of() : List.of(timeout(request.until())));
    }

    /** Nobody has answered in time, and the policy says that the rung is to start all the same. */
    static Incident actAnyway(DecisionContext context, Incident incident) {
        ApprovalRequest request = incident.approval();
        if (request == null) {
            return incident;
        }
        context.audit(AuditRecords.answer(
                context,
                incident,
                request.rung(),
                Reason.APPROVAL_TIMEOUT,
                request.rung() + " starts without an answer, as onTimeout says"));
        return context.save(CallHandler.endAsking(context, incident.withApproval(request.given(context.now))));
    }

    /** Nobody has answered in time, and the policy says that the rung is left out. */
    static Incident skip(DecisionContext context, Incident incident) {
        ApprovalRequest request = incident.approval();
        String rung = request == null ? "" : request.rung();
        context.audit(AuditRecords.answer(
                context, incident, rung, Reason.APPROVAL_TIMEOUT, rung + " is left out, as onTimeout says"));
        RemediationProgress work = incident.work();
        return context.save(CallHandler.endAsking(context, incident.withWork(work.withRung(work.rung() + 1))));
    }

    /** A person has said yes or no. */
    public static void answer(DecisionContext context, OperatorInput.AnswerApproval order) {
        Incident incident = context.state.incident(order.incident());
        String who = AuditRecords.describe(order.by(), order.why());
        String problem = problem(context, incident, order);
        Reason reason = order.approves() ? Reason.APPROVED : Reason.REJECTED;
        if (incident == null) {
            context.audit(AuditRecords.operator(
                    context, order.incident(), "", Reason.ANSWER_REFUSED, problem + "; by " + who));
            return;
        }
        if (!problem.isEmpty()) {
            context.audit(AuditRecords.answer(
                    context, incident, order.rung(), Reason.ANSWER_REFUSED, problem + "; by " + who));
            return;
        }
        Policy policy = context.policy(incident);
        ApprovalRequest request = openRequest(incident, policy);
        Approval approval =
                needed(policy, incident, policy.remediate().get(incident.work().rung() + 1));
        if (request == null || approval == null) {
            throw new IllegalStateException(incident.id() + " asks nobody");
        }
        if (!order.approves()) {
            context.audit(
                    AuditRecords.answer(context, incident, order.rung(), reason, order.rung() + " rejected by " + who));
            Incident quiet = context.save(CallHandler.answered(context, incident));
            EscalatedState.startSilently(context, quiet, Reason.REJECTED, "by " + who);
            return;
        }
        ApprovalRequest more = request.approvedBy(order.by());
        context.audit(AuditRecords.answer(
                context,
                incident,
                order.rung(),
                reason,
                order.rung() + " approved by " + who + ", " + more.by().size() + " of " + approval.count()));
        if (more.by().size() < approval.count()) {
            context.save(incident.withApproval(more));
            return;
        }
        Incident approved = context.save(CallHandler.answered(context, incident.withApproval(more.given(context.now))));
        RemediationWorkflow.decideNextRung(context, approved);
    }

    /** Why the answer does not count; empty: it does. */
    private static String problem(
            DecisionContext context, @Nullable Incident incident, OperatorInput.AnswerApproval order) {
        if (incident == null) {
            return "there is no such open incident";
        }
        if (!context.isUsable(incident)) {
            return "core cannot use its policies";
        }
        Policy policy = context.policy(incident);
        ApprovalRequest request = openRequest(incident, policy);
        if (request == null) {
            return "nobody is asked";
        }
        if (overdue(context, incident, policy) != null) {
            return "it is too late";
        }
        if (!request.rung().equals(order.rung())) {
            return "it asks about rung " + request.rung() + ", not " + order.rung();
        }
        Rung rung = policy.remediate().get(incident.work().rung() + 1);
        Approval approval = needed(policy, incident, rung);
        if (approval == null || !approval.asks(order.by(), order.roles())) {
            return order.by() + " is not among those who are asked" + (approval == null ? "" : ": " + approval.who());
        }
        if (order.approves() && order.by().equals(incident.retriedBy())) {
            return order.by() + " has ordered it, so another person must approve";
        }
        return order.approves() && request.by().contains(order.by()) ? order.by() + " has said yes already" : "";
    }
}
