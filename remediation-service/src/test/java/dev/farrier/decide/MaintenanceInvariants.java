package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.StateRecord.MaintenanceState;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.Command;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.order.InvalidOrderException;
import dev.farrier.policy.order.MaintenanceSelector;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Nothing starts on what people work on, and nobody is called for it. By the orders that the decider has read. */
final class MaintenanceInvariants {
    private final Bundle bundle;
    private final Map<String, OperatorInput.BeginMaintenance> standing = new HashMap<>();
    /** Those in force before the input. */
    private final Set<String> before = new HashSet<>();

    MaintenanceInvariants(Bundle bundle) {
        this.bundle = bundle;
    }

    void input(long time, DeciderInput input) {
        before.clear();
        before.addAll(standing.keySet());
        if (input instanceof OperatorInput.BeginMaintenance order && order.until() > time) {
            standing.put(order.id(), order);
            before.remove(order.id());
        } else if (input instanceof OperatorInput.EndMaintenance order) {
            standing.remove(order.id());
        }
        standing.values().removeIf(order -> order.until() <= time);
        before.retainAll(standing.keySet());
    }

    void hold(long time, DeciderState state) {
        if (state.backlog().isEmpty()) {
            state.forEach(
                    MaintenanceState.PREFIX,
                    MaintenanceState.class,
                    known -> assertThat(known.maintenance().until())
                            .as("a maintenance ends: %s", known)
                            .isGreaterThan(time));
        }
    }

    /** @param earlier the command's incident as it was before the input; null: it is new */
    void sent(Command command, @Nullable Incident earlier, Incident incident, Bundle inForce) {
        boolean begins = earlier == null
                || earlier.work().active() == null
                        && (!earlier.work().hasStarted() || earlier.work().phase() == RungPhase.NONE);
        if (begins && command.purpose() == Purpose.STEP) {
            assertThat(holds(incident, inForce))
                    .as("nothing starts on what is in maintenance: %s", command)
                    .isFalse();
        }
    }

    void audited(AuditRecord audit, @Nullable Incident earlier, Bundle inForce) {
        if (audit.kind() == AuditKind.STATE
                && audit.state() == IncidentState.ESCALATED
                && audit.reason() != Reason.REJECTED // a person says so now
                && audit.reason() != Reason.NOT_RETURNED // what is still out is told in any case
                && earlier != null
                && earlier.state() != IncidentState.ESCALATED
                && earlier.work().active() == null
                && !earlier.shadow()) {
            assertThat(holds(earlier, inForce))
                    .as("nobody is called for what is in maintenance: %s", audit)
                    .isFalse();
        }
    }

    boolean holds(Incident incident, Bundle inForce) {
        Resource known = inForce.resources().get(incident.target());
        Resource resource = known == null ? bundle.resources().get(incident.target()) : known;
        return resource != null
                && !AlarmGroup.isAlarm(incident.group())
                && standing.values().stream().anyMatch(order -> selector(order).selects(resource));
    }

    /** Names of the resources that were in maintenance before the input, and are so still. */
    Collection<String> throughout(Bundle inForce) {
        Set<String> names = new HashSet<>();
        for (String id : before) {
            MaintenanceSelector selector = selector(standing.get(id));
            inForce.resources().values().stream()
                    .filter(selector::selects)
                    .forEach(resource -> names.add(resource.name()));
        }
        return names;
    }

    private static MaintenanceSelector selector(OperatorInput.BeginMaintenance order) {
        try {
            return MaintenanceSelector.parse(order.selector());
        } catch (InvalidOrderException e) {
            throw new AssertionError(e);
        }
    }
}
