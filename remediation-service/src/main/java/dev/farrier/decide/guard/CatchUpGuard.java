package dev.farrier.decide.guard;

import dev.farrier.decide.context.CatchUpCheck;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Rung.Risk;
import java.util.List;

/** Defers while the decider has not read its log, the operators' inputs and the outcomes of the site up to now. */
public final class CatchUpGuard implements Guard {
    @Override
    public String name() {
        return "catchUp";
    }

    @Override
    public int order() {
        return 200;
    }

    @Override
    public List<String> explain(Guards guards, Risk risk) {
        return List.of("no executors of the target's site are known: waits for them");
    }

    @Override
    public GuardResult check(GuardContext context) {
        return context.incident().shadow()
                ? GuardResult.ACT
                : CatchUpCheck.check(context.decision(), context.resource().site());
    }
}
