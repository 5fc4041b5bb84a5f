package dev.farrier.decide.guard;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.state.IncidentRecord.LastRemediation;
import dev.farrier.decide.state.IncidentRecord.TargetLease;
import dev.farrier.model.Incident;
import dev.farrier.model.Resource;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import org.jspecify.annotations.Nullable;

/** What a guard can look at: the incident whose next rung may start, and its policy and target. */
public final class GuardContext {
    private final DecisionContext decision;
    private final Incident incident;
    private final Policy policy;
    private final Resource resource;

    public GuardContext(DecisionContext decision, Incident incident, Policy policy, Resource resource) {
        this.decision = decision;
        this.incident = incident;
        this.policy = policy;
        this.resource = resource;
    }

    /** State and clocks of the decider, for its own guards. */
    DecisionContext decision() {
        return decision;
    }

    /** The decider's clock, epoch milliseconds. */
    public long now() {
        return decision.now;
    }

    public Incident incident() {
        return incident;
    }

    public Policy policy() {
        return policy;
    }

    public Guards guards() {
        return policy.guards();
    }

    /** The target. */
    public Resource resource() {
        return resource;
    }

    /** Whether the incident has begun to act, so that its target counts as disrupted already. */
    boolean holdsTarget() {
        TargetLease lease = decision.state.get(TargetLease.key(resource.name()), TargetLease.class);
        return lease != null && lease.incident().equals(incident.id());
    }

    /** When the last remediation of the target for another incident ended, or what it depends on got well, or its maintenance; null: neither is known. */
    @Nullable
    LastRemediation lastRemediation() {
        LastRemediation last = decision.state.get(LastRemediation.key(resource.name()), LastRemediation.class);
        // A symptom that returns after its own remediation is a relapse.
        return last == null || last.incident().equals(incident.id()) ? null : last;
    }

    /** Since when it waits for other things than what its target depends on, and people who work on it, by the decider's clock. */
    long waitsSince() {
        LastRemediation last = lastRemediation();
        return last == null || last.isOfIncident() ? incident.since() : Math.max(incident.since(), last.at());
    }

    public boolean isFirstRung() {
        return incident.work().isBeforeFirstRung();
    }

    /** The rung that may start. */
    public Rung nextRung() {
        return policy.remediate().get(incident.work().rung() + 1);
    }

    /** The rung that has begun, and has run nothing yet. */
    Rung rung() {
        return policy.remediate().get(incident.work().rung());
    }

    /** Whether its time intervals held the next rung back at any time since then, epoch milliseconds. */
    boolean wasOutOfHours(long since) {
        return policy.schedule().wasClosed(since, now())
                || nextRung().schedule().wasClosed(since, now());
    }

    boolean confirmsFirst() {
        return nextRung().confirm() != null;
    }
}
