package dev.farrier.decide;

import dev.farrier.model.Incident;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/** What an incident must be looked at for as it stands: what makes its command overdue, ends its wait, or ends its symptom. */
final class Watches {
    private Watches() {}

    static List<Wait> of(Turn turn, Incident incident) {
        List<Wait> watches = new ArrayList<>();
        RemediationProgress work = incident.work();
        ActiveCommand active = work.active();
        if (turn.frozen(incident)) {
            return watches; // its clocks stand still with it
        }
        if (active != null) {
            watches.add(new Wait(Wait.site(active.command().site()), active.wakeAt()));
            if (active.trustNeverStartedAt() > 0) {
                watches.add(Wait.until(active.trustNeverStartedAt()));
            }
            return watches;
        }
        if (incident.until() > 0) {
            watches.add(Wait.until(incident.until()));
        }
        if (!turn.usable(incident)) {
            return watches;
        }
        Policy policy = turn.policy(incident);
        switch (incident.state()) {
            case VERIFYING -> watches.addAll(Verification.waits(turn, incident, policy));
            case ESCALATED -> {
                if (incident.calling().isOpen() && !incident.calling().call().equals(incident.id())) {
                    watches.add(new Wait(Wait.call(incident.calling().call()), incident.openedAt()));
                }
                if (Escalation.canClear(incident)) {
                    watches.addAll(Symptoms.waits(turn, incident, policy, policy.clears(), work.lastOutcomeAt()));
                }
            }
            case OPEN, DEFERRED -> {
                if (!Remediation.begun(incident)) {
                    watches.addAll(Symptoms.waitsWhileWaiting(turn, incident, policy));
                }
            }
            case CONFIRMING, REMEDIATING, AWAITING_APPROVAL, SUPPRESSED, RESOLVED, CANCELLED -> {}
        }
        return watches;
    }

    /** The first clock that must pass this time before "it did not come by then" may be said; empty: all have. */
    static List<Wait> deadline(Turn turn, Incident incident, Policy policy, Clearing clearing, long at) {
        List<Wait> clocks = new ArrayList<>();
        clocks.add(Wait.until(at));
        clocks.add(new Wait(Wait.OPERATORS, at));
        for (String source : SourceWatch.telling(policy, clearing)) {
            clocks.add(new Wait(Wait.source(incident.detection().partition(), source), at));
        }
        return clocks.stream()
                .filter(clock -> turn.clock(clock) < clock.order())
                .findFirst()
                .map(List::of)
                .orElse(List.of());
    }
}
