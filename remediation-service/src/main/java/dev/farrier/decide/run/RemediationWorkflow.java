package dev.farrier.decide.run;

import dev.farrier.decide.call.CallHandler;
import dev.farrier.decide.command.ActionRenderer;
import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.CatchUpCheck;
import dev.farrier.decide.context.ClearingEvaluator;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.context.WatchdogRound;
import dev.farrier.decide.guard.EffectBreaker;
import dev.farrier.decide.guard.GuardChain;
import dev.farrier.decide.guard.GuardContext;
import dev.farrier.decide.guard.InhibitionGuard;
import dev.farrier.decide.guard.LeftAlone;
import dev.farrier.decide.guard.RateLimiter;
import dev.farrier.decide.guard.StaleEventGuard;
import dev.farrier.decide.state.IncidentRecord.Cooldown;
import dev.farrier.decide.state.IncidentRecord.LastRemediation;
import dev.farrier.decide.state.IncidentRecord.TargetLease;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.RemediationProgress.Ending;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.model.Resource;
import dev.farrier.model.Verdict;
import dev.farrier.policy.Approval;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.budget.BudgetUsage;
import java.util.List;
import java.util.Set;

/** Takes an incident from guards to rung, steps, verification and next rung. */
public final class RemediationWorkflow {
    /** Guards that give up for one of these reasons call a person. */
    private static final Set<Reason> CALLS = Set.of(
            Reason.ATTEMPTS_USED_UP,
            Reason.SOURCE_STALE,
            Reason.WAITED_TOO_LONG,
            Reason.RATE_LIMITED,
            Reason.DISRUPTION_BUDGET,
            Reason.TOO_MANY_UNHEALTHY,
            Reason.SELF_PROTECTED);

    private RemediationWorkflow() {}

    /** Asks the guards for the next rung: starts it, defers the incident or ends it. */
    public static void decideNextRung(DecisionContext context, Incident incident) {
        Policy policy = context.policy(incident);
        Resource resource = context.resource(incident);
        int next = incident.work().rung() + 1;
        if (resource == null || incident.work().isBeforeFirstRung() && !context.isInInventory(incident)) {
            close(
                    context,
                    incident,
                    IncidentState.SUPPRESSED,
                    Reason.UNKNOWN_TARGET,
                    "its target is not in the inventory");
            return;
        }
        if (ClearingEvaluator.hasClearedBeforeRung(context, incident, policy)) {
            closeCleared(context, incident);
            return;
        }
        if (Recurrences.callIfStopped(context, incident)) {
            return;
        }
        Approval.OnTimeout overdue = Approvals.overdue(context, incident, policy);
        if (overdue == null && Approvals.isOpen(incident, policy)) {
            Approvals.waitOn(context, incident, policy);
            return;
        } else if (overdue == Approval.OnTimeout.NEXT_RUNG) {
            decideNextRung(context, Approvals.skip(context, incident));
            return;
        } else if (overdue == Approval.OnTimeout.ACT) {
            decideNextRung(context, Approvals.actAnyway(context, incident));
            return;
        }
        GuardResult resolving = GuardChain.resolving(context, incident, policy);
        boolean rungsUsedUp = next >= policy.remediate().size();
        GuardResult leftAlone = LeftAlone.check(context, incident, resource);
        boolean calls = rungsUsedUp || overdue == Approval.OnTimeout.ESCALATE;
        if (calls && resolving.passes() && leftAlone.passes()) {
            Reason why = rungsUsedUp ? Reason.RUNGS_USED_UP : Reason.APPROVAL_TIMEOUT;
            String detail = !rungsUsedUp
                    ? "nobody has answered about "
                            + policy.remediate().get(next).name()
                    : next == 0 ? "no rungs" : "no rung has helped";
            EscalatedState.startWhenCaughtUp(context, incident, policy, why, detail);
            return;
        }
        InhibitionGuard.recordEnd(context, incident);
        GuardResult result;
        if (resolving.verdict() == Verdict.IGNORE && !leftAlone.passes()) {
            result = leftAlone; // nobody is called
        } else if (!resolving.passes()) {
            result = resolving;
        } else if (calls) {
            result = leftAlone;
        } else {
            result = GuardChain.check(new GuardContext(context, incident, policy, resource));
        }
        boolean news = incident.state() != IncidentState.DEFERRED || incident.reason() != result.reason();
        if (news) {
            String rung = rungsUsedUp ? "" : policy.remediate().get(next).name();
            context.audit(AuditRecords.decision(context, incident, result, rung));
        }
        switch (result.verdict()) {
            case ACT -> startRung(context, incident, policy, resource, next);
            case DEFER -> defer(context, incident, result);
            case IGNORE -> {
                if (CALLS.contains(result.reason())) {
                    EscalatedState.start(context, incident, result.reason(), result.detail());
                } else if (WatchdogRound.is(incident)) {
                    FailedRound.end(context, incident, result.reason(), result.detail());
                } else {
                    close(context, incident, IncidentState.SUPPRESSED, result.reason(), result.detail());
                }
            }
        }
    }

    static void defer(DecisionContext context, Incident incident, GuardResult result) {
        if (WatchdogRound.is(incident)) {
            FailedRound.end(context, incident, result.reason(), result.detail());
            return;
        }
        Incident deferred =
                context.transition(incident, IncidentState.DEFERRED, result.reason(), result.until(), result.detail());
        context.resumeOn(deferred, result.wakeConditions());
    }

    private static void startRung(
            DecisionContext context, Incident incident, Policy policy, Resource resource, int next) {
        Rung rung = policy.remediate().get(next);
        boolean counts = !WatchdogRound.is(incident);
        boolean looks = rung.confirm() != null || DiagnosisPhase.isNeeded(policy, incident);
        boolean asks = Approvals.isMissing(policy, incident, rung);
        if (asks && !looks) {
            Approvals.ask(context, incident, policy, rung);
            return;
        }
        if (counts && (!looks || incident.shadow())) {
            RateLimiter.countStart(context, policy, incident, resource);
        } else if (counts) {
            RateLimiter.reserve(context, policy, incident, resource);
        }
        Incident looking = asks ? Approvals.looking(context, incident, rung) : incident;
        Incident started = looking.withWork(looking.work().startingRung(next, context.now));
        if (incident.shadow()) {
            runInShadow(context, started, policy, rung);
            return;
        }
        context.state.put(new TargetLease(resource.name(), incident.id()));
        if (!looks) {
            startPhase(context, started, IncidentState.REMEDIATING, RungPhase.STEPS, 0, Reason.GUARDS_PASSED);
        } else if (rung.confirm() == null) {
            DiagnosisPhase.start(context, started, policy);
        } else {
            startPhase(context, started, IncidentState.CONFIRMING, RungPhase.CONFIRM, 0, Reason.GUARDS_PASSED);
        }
    }

    /** Records what would have been run. A policy in shadow never reaches its second rung. */
    private static void runInShadow(DecisionContext context, Incident incident, Policy policy, Rung rung) {
        policy.diagnosis().steps().forEach(step -> recordWouldSend(context, incident, step, true));
        rung.steps().forEach(step -> recordWouldSend(context, incident, step, false));
        long until = context.now + rung.verify().within().toMillis();
        context.transition(incident, IncidentState.DEFERRED, Reason.SHADOW, until, "would have run " + rung.name());
    }

    private static void recordWouldSend(DecisionContext context, Incident incident, Step step, boolean diagnosis) {
        try {
            CommandDispatcher.recordWouldSend(
                    context, incident, step, new ActionRenderer(context, incident).step(step), diagnosis);
        } catch (IllegalArgumentException e) {
            // A step that uses the output of an earlier one cannot be rendered without running that one.
            context.audit(AuditRecords.state(context, incident, step.id() + " cannot be shown: " + e.getMessage()));
        }
    }

    /** The rung has looked, and the symptom is there: diagnoses it, or starts the steps. */
    static void startSteps(DecisionContext context, Incident incident, Policy policy, Reason why) {
        if (ClearingEvaluator.hasCleared(context, incident, policy, policy.clears(), 0)) {
            close(
                    context,
                    incident,
                    IncidentState.RESOLVED,
                    Reason.CLEARED_ITSELF,
                    "the symptom ended before anything was done");
        } else if (!deferWhileResolving(context, incident, policy) && !deferWhileStopped(context, incident, policy)) {
            Rung rung = policy.remediate().get(incident.work().rung());
            if (DiagnosisPhase.isNeeded(policy, incident)) {
                DiagnosisPhase.start(context, incident, policy);
            } else if (Approvals.isMissing(policy, incident, rung)) {
                Approvals.askAfterLook(context, incident, policy, rung);
            } else {
                Incident begins = RateLimiter.convertReservation(context, incident);
                startPhase(context, begins, IncidentState.REMEDIATING, RungPhase.STEPS, 0, why);
            }
        }
    }

    static void startPhase(
            DecisionContext context, Incident incident, IncidentState state, RungPhase phase, int step, Reason why) {
        Incident moved = context.transition(incident.withWork(incident.work().atStep(phase, step)), state, why, 0, "");
        proceed(context, moved);
    }

    /** Sends the command of the present step, or enters the next phase. */
    static void proceed(DecisionContext context, Incident incident) {
        RemediationProgress work = incident.work();
        Policy policy = context.policy(incident);
        switch (work.phase()) {
            case NONE -> decideNextRung(context, incident);
            case CONFIRM -> {
                Rung rung = policy.remediate().get(work.rung());
                if (work.isDiagnosing()) {
                    DiagnosisPhase.proceed(context, incident, policy);
                } else if (rung.confirm() != null && !DiagnosisPhase.isStillConfirmed(context, incident)) {
                    CommandDispatcher.confirm(context, incident, rung.confirm());
                } else {
                    startSteps(context, incident, policy, DiagnosisPhase.result(incident));
                }
            }
            case STEPS -> {
                List<Step> steps = policy.remediate().get(work.rung()).steps();
                if (work.step() >= steps.size()) {
                    Verification.start(context, incident, policy);
                } else {
                    CommandDispatcher.step(context, incident, steps.get(work.step()), Purpose.STEP);
                }
            }
            case ROLLBACK -> {
                if (work.isReturning()) {
                    ReturnToService.proceed(context, incident);
                    return;
                }
                List<Step> steps = policy.remediate().get(work.rung()).rollback();
                if (work.step() >= steps.size()) {
                    StepResultHandler.endSteps(
                            context,
                            incident,
                            work.failureReason() == null ? Reason.STEP_FAILED : work.failureReason(),
                            "rolled back");
                } else {
                    CommandDispatcher.step(context, incident, steps.get(work.step()), Purpose.ROLLBACK);
                }
            }
            case VERIFY -> Verification.start(context, incident, policy);
            case ESCALATE -> EscalatedState.evaluate(context, incident);
        }
    }

    /** The current rung did not help: asks for the next one, once all is back in service that its steps took out. */
    public static void failRung(DecisionContext context, Incident incident, Reason why, String detail) {
        context.audit(
                AuditRecords.state(context, incident.transitioned(incident.state(), why, 0, context.now), detail));
        Incident between = incident.withWork(incident.work().atStep(RungPhase.NONE, 0));
        if (between.work().owed().isEmpty()) {
            decideNextRung(context, context.save(between));
        } else {
            ReturnToService.start(context, between, new Ending(IncidentState.DEFERRED, why, detail));
        }
    }

    /**
     * Resumes after a wait of any length. A rung that has run nothing is checked again: is the symptom still there, is its event
     * still fresh, and, where the rung confirms, does it confirm again.
     */
    public static void resume(DecisionContext context, Incident incident) {
        if (incident.work().phase() == RungPhase.NONE
                || incident.shadow()
                || incident.work().hasStarted()) {
            proceed(context, incident);
            return;
        }
        Policy policy = context.policy(incident);
        if (ClearingEvaluator.hasClearedBeforeRung(context, incident, policy)) {
            closeCleared(context, incident);
        } else if (deferWhileResolving(context, incident, policy) || deferWhileStopped(context, incident, policy)) {
            return;
        } else if (!ClearingEvaluator.isStillFresh(
                context, incident, DiagnosisPhase.allowedWait(policy, incident).toMillis())) {
            EscalatedState.start(
                    context,
                    incident,
                    Reason.WAITED_TOO_LONG,
                    StaleEventGuard.waitedTooLong(incident, policy, context.now));
        } else {
            boolean confirms = policy.remediate().get(incident.work().rung()).confirm() != null;
            boolean confirmsAgain = incident.work().phase() == RungPhase.STEPS && confirms;
            RemediationProgress work = confirmsAgain ? incident.work().atStep(RungPhase.CONFIRM, 0) : incident.work();
            if (confirmsAgain) {
                RateLimiter.reserveAgain(context, incident);
            }
            GuardResult read = CatchUpCheck.checkSources(context, incident, policy, confirms || work.isDiagnosing());
            if (read.passes()) {
                proceed(context, incident.withWork(work));
            } else {
                defer(context, incident.withWork(work), read);
            }
        }
    }

    /**
     * After an unconfirmed {@code resolved}, defers the incident, or calls a person when no source can confirm it. Returns false
     * when there was none.
     */
    static boolean deferWhileResolving(DecisionContext context, Incident incident, Policy policy) {
        GuardResult resolving = GuardChain.resolving(context, incident, policy);
        if (resolving.verdict() == Verdict.DEFER) {
            defer(context, incident, resolving);
        } else if (resolving.verdict() == Verdict.IGNORE) {
            GuardResult leftAlone = LeftAlone.check(context, incident, context.resource(incident));
            if (leftAlone.passes()) {
                EscalatedState.start(context, incident, resolving.reason(), resolving.detail());
            } else {
                defer(context, incident, leftAlone);
            }
        }
        return !resolving.passes();
    }

    /** The rung keeps its target meanwhile, as in any other wait before its first step. */
    private static boolean deferWhileStopped(DecisionContext context, Incident incident, Policy policy) {
        Resource resource = context.resource(incident);
        if (resource == null) {
            return false;
        }
        GuardResult stopped = GuardChain.checkAgain(new GuardContext(context, incident, policy, resource));
        if (!stopped.passes()) {
            defer(context, incident, stopped);
        }
        return !stopped.passes();
    }

    /** Ends an incident whose symptom has cleared before the next rung has run anything. */
    public static void closeCleared(DecisionContext context, Incident incident) {
        close(
                context,
                incident,
                IncidentState.RESOLVED,
                Reason.CLEARED_ITSELF,
                "the symptom ended before anything more was done");
    }

    /**
     * Ends the incident, starts the cooldown, and frees the target for the incidents that wait for it; all of it once nothing is
     * owed any more.
     */
    public static void close(DecisionContext context, Incident ending, IncidentState end, Reason why, String detail) {
        if (!ending.work().owed().isEmpty()) {
            ReturnToService.start(context, ending, new Ending(end, why, detail));
            return;
        }
        if (end(context, ending, end, why, detail)) {
            context.waker.wakeAll(WakeCondition.target(ending.target()));
        }
        wakeBudgets(context, ending);
    }

    /** Its target is disrupted or unhealthy no longer. */
    public static void wakeBudgets(DecisionContext context, Incident ended) {
        if (ended.shadow() || ended.target().isEmpty() || WatchdogRound.is(ended)) {
            return;
        }
        context.waker.wakeAll(WakeCondition.incident(ended.id()));
        if (context.state.health().incidentOf(ended.target()) == null) {
            context.waker.wakeAll(WakeCondition.health(ended.target()));
        }
        Bundle inForce = context.callingBundle();
        if (inForce == null || !context.isInInventory(ended)) {
            context.waker.wakeAllBudgets();
            return;
        }
        BudgetUsage usages = context.budgets(inForce);
        usages.of(ended.target())
                .forEach(usage -> context.waker.wakeAll(
                        WakeCondition.budget(usage.budget().name())));
        BudgetUsage.PolicyUsage ofPolicy = usages.ofPolicy(ended.policy(), ended.target(), context.state.health());
        if (ofPolicy != null) {
            context.waker.wakeAll(WakeCondition.unhealthy(ended.policy(), ofPolicy.group()));
        }
    }

    /** As {@link #close}, without waking those that wait. Returns true when the target was freed. */
    public static boolean end(DecisionContext context, Incident ending, IncidentState end, Reason why, String detail) {
        Incident incident = RateLimiter.releaseReservation(context, ending);
        if (incident.repeats() > 0) {
            context.audit(AuditRecords.repeats(context, incident));
        }
        Incident over = context.transition(incident.withWork(incident.work().withActive(null)), end, why, 0, detail);
        CallHandler.handleIncidentEnd(context, over);
        EffectBreaker.recordEnd(context, ending, end, why);
        Recurrences.recordEnd(context, ending, end, why);
        Relapses.recordEnd(context, ending, over);
        if (context.isUsable(incident)
                && incident.work().rungStartedAt() > 0
                && !incident.target().isEmpty()
                && end != IncidentState.SUPPRESSED) {
            long until =
                    context.now + context.policy(incident).guards().cooldown().toMillis();
            if (until > context.now) {
                context.state.put(new Cooldown(incident.policy(), incident.target(), incident.shadow(), until));
            }
        }
        TargetLease lease = context.state.get(TargetLease.key(incident.target()), TargetLease.class);
        if (lease == null || !lease.incident().equals(incident.id())) {
            return false;
        }
        context.state.remove(lease.key());
        if (incident.work().rungStartedAt() > 0) {
            context.state.put(LastRemediation.ofIncident(incident, context.now));
        }
        return true;
    }
}
