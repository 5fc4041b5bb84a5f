package dev.farrier.decide.guard;

import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.IncidentRecord.TargetLease;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Reason;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Rung.Risk;
import java.util.List;

/** Defers while another incident holds the lease of the target. */
public final class TargetBusyGuard implements Guard {
    @Override
    public String name() {
        return "targetBusy";
    }

    @Override
    public int order() {
        return 600;
    }

    @Override
    public List<String> explain(Guards guards, Risk risk) {
        return List.of("another incident has the lease of the target: waits, and then acts only when a later event "
                + "shows the symptom");
    }

    @Override
    public GuardResult check(GuardContext context) {
        String target = context.resource().name();
        TargetLease lease = context.decision().state.get(TargetLease.key(target), TargetLease.class);
        return context.incident().shadow()
                        || lease == null
                        || lease.incident().equals(context.incident().id())
                ? GuardResult.ACT
                : GuardResult.defer(
                        Reason.TARGET_BUSY,
                        "incident " + lease.incident() + " holds the target",
                        new WakeCondition(
                                WakeCondition.target(target), context.incident().openedAt()));
    }
}
