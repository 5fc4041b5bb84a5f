package dev.farrier.decide.guard;

import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Reason;
import dev.farrier.model.StandingHalt;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Rung.Risk;
import java.util.List;

/** Defers while a person has halted remediation: everywhere, or at the site, by the policy, or on the target. */
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
        return List.of("everything, its site, the policy or the target is halted: waits for resume");
    }

    @Override
    public GuardResult check(GuardContext context) {
        StandingHalt halt = context.decision().halt(context.incident());
        return halt == null
                ? GuardResult.ACT
                : GuardResult.defer(
                        Reason.HALTED,
                        halt.text(),
                        new WakeCondition(
                                WakeCondition.halt(halt.scope()),
                                context.incident().openedAt()));
    }
}
