package dev.farrier.decide.guard;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.WatchdogRound;
import dev.farrier.decide.state.IncidentRecord.OpenIncident;
import dev.farrier.decide.state.IncidentRecord.TargetLease;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.incident.InhibitRule;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which open incident inhibits another one by the rules in force.
 *
 * <p>Alertmanager lets two alerts inhibit each other, and nobody hears of either. Here they would wait for each other for ever. So of
 * a circle of rules the incident that was opened first does not wait; and a rule does not let an incident wait for one that
 * itself waits for that incident's target, or for what its own target depends on.
 */
final class RuleInhibition {
    /** Incidents looked at for a circle; behind more of them it is taken for one. */
    private static final int MOST = 200;

    private final DecisionContext context;
    private final Bundle bundle;

    private RuleInhibition(DecisionContext context, Bundle bundle) {
        this.context = context;
        this.bundle = bundle;
    }

    /** Null: none does. */
    static @Nullable Inhibitor of(DecisionContext context, Incident incident) {
        Bundle bundle = Inhibitor.rules(context, incident);
        if (bundle == null || bundle.inhibitRules().isEmpty() || WatchdogRound.is(incident)) {
            return null;
        }
        RuleInhibition rules = new RuleInhibition(context, bundle);
        for (int i = 0; i < bundle.inhibitRules().size(); i++) {
            Incident source = rules.sources(i, incident)
                    .filter(other -> !rules.goesBefore(incident, other))
                    .findFirst()
                    .orElse(null);
            if (source != null) {
                return new Inhibitor(
                        bundle.inhibitRules().get(i).title() + ": incident " + source.id() + " of policy "
                                + source.policy() + " on " + source.target() + " is open",
                        WakeCondition.incident(source.id()));
            }
        }
        return null;
    }

    /** The open incidents that inhibit this one by the rule, the smallest id first; looked at one by one, since there may be thousands. */
    private Stream<Incident> sources(int place, Incident incident) {
        InhibitRule rule = bundle.inhibitRules().get(place);
        UnaryOperator<String> labels = labels(incident);
        if (!rule.target().hold(labels)) {
            return Stream.of();
        }
        return context.state.inhibitSources(bundle).of(place, rule.equalValues(labels)).stream()
                .filter(id -> !id.equals(incident.id()))
                .map(context.state::incident)
                .filter(source -> source != null && rule.inhibits(labels(source, null), labels));
    }

    private UnaryOperator<String> labels(Incident incident) {
        return labels(incident, risk(incident));
    }

    /**
     * @param risk null for a source: its risk changes from rung to rung, and what waits for its end is not looked at anew then. Else what
     *     an incident waits for and what it could wait for would differ, and a circle might not be seen
     */
    private UnaryOperator<String> labels(Incident incident, @Nullable Risk risk) {
        return IncidentMatchers.labels(incident, bundle.resources().get(incident.target()), risk);
    }

    /** Of the rung that has begun, or of the next one between two. */
    private @Nullable Risk risk(Incident incident) {
        if (!context.isUsable(incident)) {
            return null;
        }
        List<Rung> rungs = context.policy(incident).remediate();
        int rung = incident.work().rung() + (incident.work().phase() == RungPhase.NONE ? 1 : 0);
        return rung < 0 || rung >= rungs.size()
                ? null
                : rungs.get(rung).risk(); // a person was called before the first one
    }

    /** The incident that it waits for now: it is not looked at anew when that one begins to wait. */
    private List<String> waitedFor(Incident incident) {
        OpenIncident open = context.state.get(OpenIncident.key(incident.id()), OpenIncident.class);
        return open == null || incident.reason() != Reason.INHIBITED
                ? List.of()
                : open.resumeOn().stream()
                        .map(wait -> WakeCondition.incidentOf(wait.queue()))
                        .filter(Objects::nonNull)
                        .toList();
    }

    /**
     * @param hard whether something on the way to the incident is no rule, so that an order between incidents does not end it
     * @param certain whether each on the way waits for the next one now
     */
    private record Way(String incident, boolean hard, boolean certain) {}

    /** Whether the incident does not wait for this source, because the source waits for the incident. */
    private boolean goesBefore(Incident incident, Incident source) {
        boolean first = incident.openedAt() < source.openedAt()
                || incident.openedAt() == source.openedAt() && incident.id().compareTo(source.id()) < 0;
        Set<Way> seen = new HashSet<>();
        Deque<Way> next = new ArrayDeque<>(List.of(new Way(source.id(), false, true)));
        while (!next.isEmpty()) {
            Way way = next.remove();
            Incident at = context.state.incident(way.incident);
            if (at == null || !seen.add(way)) {
                continue;
            }
            if (at.id().equals(incident.id())) {
                if (first || way.hard || way.certain) {
                    return true;
                }
                continue;
            }
            if (seen.size() > MOST) {
                return first;
            }
            for (int i = 0; i < bundle.inhibitRules().size(); i++) {
                sources(i, at).limit(MOST + 1L).forEach(other -> next.add(new Way(other.id(), way.hard, false)));
            }
            waitedFor(at).forEach(id -> next.add(new Way(id, way.hard, way.certain)));
            Inhibitor.above(context, at).forEach(id -> next.add(new Way(id, true, false)));
            TargetLease lease = context.state.get(TargetLease.key(at.target()), TargetLease.class);
            if (lease != null && !lease.incident().equals(at.id())) {
                next.add(new Way(lease.incident(), true, false));
            }
        }
        return false;
    }
}
