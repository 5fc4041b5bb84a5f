package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.IncidentRecord.TargetLease;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.Purpose;
import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.incident.InhibitRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Nothing begins on what depends on something ill, or is inhibited by a rule. */
final class InhibitionInvariants {
    private final Set<String> begun = new HashSet<>();

    /**
     * @param own an incident's own policies
     * @param before the incidents that were open before the input
     */
    void sent(
            Command command,
            Incident incident,
            Bundle inForce,
            Function<Incident, Bundle> own,
            Collection<Incident> before,
            DeciderState state) {
        if (command.purpose() == Purpose.ROLLBACK || command.purpose() == Purpose.VERIFY) {
            return;
        }
        String begins = incident.id() + "/" + incident.relapses() + "/" + command.rung() + "/" + command.purpose();
        if (begun.add(begins)) {
            checkRules(command, incident, inForce, own, before, state);
            Set<String> above = above(inForce, own.apply(incident), command.target());
            assertThat(before)
                    .as("no rung begins on what depends on something ill: %s", command)
                    .noneMatch(other ->
                            isIll(other) && above.contains(other.target()) && state.incident(other.id()) != null);
        }
    }

    /** Nothing begins on what a rule inhibits, unless the one would wait for the other in a circle. */
    private static void checkRules(
            Command command,
            Incident incident,
            Bundle inForce,
            Function<Incident, Bundle> own,
            Collection<Incident> before,
            DeciderState state) {
        List<Incident> open = before.stream()
                .filter(other -> state.incident(other.id()) != null)
                .toList();
        UnaryOperator<String> labels = labels(incident, inForce, risk(own.apply(incident), incident, command.rung()));
        for (Incident source : open) {
            for (InhibitRule rule : inForce.inhibitRules()) {
                if (!source.id().equals(incident.id())
                        && isIll(source)
                        && rule.inhibits(labels(source, inForce, null), labels)) {
                    assertThat(mayWaitFor(source, incident, inForce, own, open, state))
                            .as("no rung begins on what %s inhibits because of %s: %s", rule, source.id(), command)
                            .isTrue();
                }
            }
        }
    }

    /** Whether the one may wait for the other, directly or over others, by rules, dependsOn or a target. */
    private static boolean mayWaitFor(
            Incident from,
            Incident to,
            Bundle inForce,
            Function<Incident, Bundle> own,
            List<Incident> open,
            DeciderState state) {
        List<Incident> all = new ArrayList<>(open);
        all.add(to); // perhaps it was opened just now
        Set<String> reached = new HashSet<>(Set.of(from.id()));
        Deque<Incident> next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            Incident at = next.remove();
            Set<String> above = above(inForce, own.apply(at), at.target());
            TargetLease lease = state.get(TargetLease.key(at.target()), TargetLease.class);
            for (Incident other : all) {
                boolean waits = isIll(other)
                        && (above.contains(other.target())
                                || lease != null && lease.incident().equals(other.id())
                                || isInhibited(at, other, inForce, own.apply(at)));
                if (waits && reached.add(other.id())) {
                    next.add(other);
                }
            }
        }
        return reached.contains(to.id());
    }

    /** @param own the policies of its incident */
    static boolean isInhibited(Incident incident, Incident by, Bundle inForce, Bundle own) {
        return isIll(by)
                && !by.id().equals(incident.id())
                && inForce.inhibitRules().stream()
                        .anyMatch(rule -> Stream.concat(Stream.of(""), rungs(own, incident))
                                .anyMatch(rung -> rule.inhibits(
                                        labels(by, inForce, null),
                                        labels(incident, inForce, risk(own, incident, rung)))));
    }

    private static Stream<String> rungs(Bundle own, Incident incident) {
        return own.policies().get(incident.policy()).remediate().stream().map(Rung::name);
    }

    private static UnaryOperator<String> labels(Incident incident, Bundle inForce, @Nullable Risk risk) {
        return IncidentMatchers.labels(incident, inForce.resources().get(incident.target()), risk);
    }

    private static @Nullable Risk risk(Bundle own, Incident incident, String rung) {
        return own.policies().get(incident.policy()).remediate().stream()
                .filter(each -> each.name().equals(rung))
                .map(Rung::risk)
                .findFirst()
                .orElse(null);
    }

    static boolean isIll(Incident incident) {
        return !incident.shadow() && !AlarmGroup.isAlarm(incident.group());
    }

    /**
     * All that the target depends on.
     *
     * @param own the policies of its incident: they count for a target that has left the inventory in force
     */
    static Set<String> above(Bundle inForce, Bundle own, String target) {
        Set<String> above = new HashSet<>();
        Resource known = inForce.resources().get(target);
        Resource resource = known == null ? own.resources().get(target) : known;
        if (resource != null) {
            for (String parent : resource.dependsOn()) {
                if (inForce.resources().containsKey(parent)) {
                    above.add(parent);
                    above.addAll(above(inForce, own, parent));
                }
            }
        }
        return above;
    }
}
