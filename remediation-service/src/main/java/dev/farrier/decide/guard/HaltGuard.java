package dev.farrier.decide.guard;

import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.StateRecord.HaltRecord;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Reason;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Rung.Risk;
import java.util.List;

/** Defers while a person has halted all remediation. */
public final class HaltGuard implements Guard {
    @Override
    public String name() {
        return "halt";
    }

    @Override
    public int order() {
        return 100;
    }

    @Override
    public List<String> explain(Guards guards, Risk risk) {
        return List.of("everything is halted: waits for resume");
    }

    @Override
    public GuardResult check(GuardContext context) {
        HaltRecord halt = context.decision().halt();
        return halt == null
                ? GuardResult.ACT
                : GuardResult.defer(
                        Reason.HALTED,
                        "halted by " + AuditRecords.describe(halt.by(), halt.why()),
                        new WakeCondition(WakeCondition.HALT, context.incident().openedAt()));
    }
}
