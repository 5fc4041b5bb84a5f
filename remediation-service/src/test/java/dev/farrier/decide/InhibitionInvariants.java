package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.Purpose;
import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Nothing begins on what depends on something ill. */
final class InhibitionInvariants {
    private final Set<String> begun = new HashSet<>();

    /** @param before the incidents that were open before the input */
    void sent(
            Command command,
            Incident incident,
            Bundle inForce,
            Bundle own,
            Collection<Incident> before,
            DeciderState state) {
        if (command.purpose() == Purpose.ROLLBACK || command.purpose() == Purpose.VERIFY) {
            return;
        }
        String begins = incident.id() + "/" + incident.relapses() + "/" + command.rung() + "/" + command.purpose();
        if (begun.add(begins)) {
            Set<String> above = above(inForce, own, command.target());
            assertThat(before)
                    .as("no rung begins on what depends on something ill: %s", command)
                    .noneMatch(other ->
                            isIll(other) && above.contains(other.target()) && state.incident(other.id()) != null);
        }
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
