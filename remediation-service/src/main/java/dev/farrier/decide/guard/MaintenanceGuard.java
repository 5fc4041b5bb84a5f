package dev.farrier.decide.guard;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.context.WatchdogRound;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.Maintenance;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Rung.Risk;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Defers while people work on the target. What begins and ends a maintenance is the decider's record of it, so that its own end
 * comes before what waits for it: until then budgets count the target.
 */
public final class MaintenanceGuard implements Guard {
    @Override
    public String name() {
        return "maintenance";
    }

    /** Behind silences, which say more of this incident. */
    @Override
    public int order() {
        return 106;
    }

    @Override
    public List<String> explain(Guards guards, Risk risk) {
        return List.of("its target is in maintenance: waits for the end of that, and calls nobody meanwhile");
    }

    @Override
    public GuardResult check(GuardContext context) {
        return check(context.decision(), context.incident(), context.resource());
    }

    @Override
    public GuardResult checkAgain(GuardContext context) {
        return check(context);
    }

    /** @param resource the target as the incident knows it; null: it is about none */
    public static GuardResult check(DecisionContext context, Incident incident, @Nullable Resource resource) {
        Maintenance maintenance = of(context, incident, resource);
        return maintenance == null
                ? GuardResult.ACT
                : GuardResult.defer(
                        Reason.MAINTENANCE,
                        maintenance.text(),
                        new WakeCondition(WakeCondition.maintenance(maintenance.id()), incident.openedAt()));
    }

    /** By the inventory in force, as long as it has the target; null: it is in no maintenance. */
    private static @Nullable Maintenance of(DecisionContext context, Incident incident, @Nullable Resource resource) {
        if (resource == null || WatchdogRound.is(incident)) {
            return null; // Farrier's own
        }
        Bundle inForce = context.callingBundle();
        Resource known = inForce == null ? null : inForce.resources().get(incident.target());
        return context.state.health().maintenanceOf(known == null ? resource : known);
    }
}
