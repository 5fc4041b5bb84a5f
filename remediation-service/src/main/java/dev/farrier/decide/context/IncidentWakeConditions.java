package dev.farrier.decide.context;

import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.RemediationProgress.Diagnosis;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When an incident must be checked again: its command is overdue, its wait ends, or its symptom may have ended. */
public final class IncidentWakeConditions {
    private IncidentWakeConditions() {}

    static List<WakeCondition> of(DecisionContext context, Incident incident) {
        List<WakeCondition> watches = new ArrayList<>();
        RemediationProgress work = incident.work();
        ActiveCommand active = work.active();
        if (context.isFrozen(incident)) {
            return watches; // a frozen incident waits for nothing
        }
        Diagnosis diagnosis = work.diagnosis();
        if (diagnosis != null
                && work.isDiagnosing()
                && diagnosis.until() > 0
                && work.cancelledBy().isEmpty()) {
            watches.add(WakeCondition.until(diagnosis.until()));
        }
        if (active != null) {
            watches.add(new WakeCondition(WakeCondition.site(active.command().site()), active.wakeAt()));
            if (active.trustNeverStartedAt() > 0) {
                watches.add(WakeCondition.until(active.trustNeverStartedAt()));
            }
            return watches;
        }
        if (incident.until() > 0) {
            watches.add(WakeCondition.until(incident.until()));
        }
        if (!context.isUsable(incident)) {
            return watches;
        }
        Policy policy = context.policy(incident);
        switch (incident.state()) {
            case VERIFYING -> watches.addAll(VerificationClock.wakeConditions(context, incident, policy));
            case ESCALATED -> {
                addCollectiveCall(watches, incident);
                if (incident.canClear()) {
                    watches.addAll(ClearingEvaluator.wakeConditions(
                            context, incident, policy, policy.clears(), work.lastOutcomeAt()));
                }
            }
            case OPEN, DEFERRED, AWAITING_APPROVAL -> {
                if (incident.state() == IncidentState.AWAITING_APPROVAL) {
                    addCollectiveCall(watches, incident);
                }
                if (!incident.work().hasStarted()) {
                    watches.addAll(ClearingEvaluator.wakeConditionsBeforeRung(context, incident, policy));
                }
            }
            case CONFIRMING, REMEDIATING, SUPPRESSED, RESOLVED, CANCELLED -> {}
        }
        return watches;
    }

    private static void addCollectiveCall(List<WakeCondition> watches, Incident incident) {
        if (incident.calling().isOpen() && !incident.hasOwnCall()) {
            watches.add(new WakeCondition(WakeCondition.call(incident.calling().call()), incident.openedAt()));
        }
    }

    /** The first clock that has not yet passed the time by which the end of a symptom must be known; empty: all have. */
    public static Optional<WakeCondition> deadline(
            DecisionContext context, Incident incident, Policy policy, Clearing clearing, long at) {
        List<WakeCondition> clocks = new ArrayList<>();
        clocks.add(WakeCondition.until(at));
        clocks.add(new WakeCondition(WakeCondition.OPERATORS, at));
        for (String source : SourceStatus.clearingSources(policy, clearing)) {
            clocks.add(
                    new WakeCondition(WakeCondition.source(incident.detection().partition(), source), at));
        }
        return clocks.stream()
                .filter(clock -> context.clock(clock) < clock.order())
                .findFirst();
    }
}
