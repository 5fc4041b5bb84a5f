package dev.farrier.decide.guard;

import dev.farrier.decide.context.CatchUpCheck;
import dev.farrier.decide.context.GuardResult;

/** Defers while a source that could end the symptom has not been read up to now. */
public final class SourceLagGuard implements Guard {
    @Override
    public String name() {
        return "sourceLag";
    }

    @Override
    public int order() {
        return 400;
    }

    @Override
    public GuardResult check(GuardContext context) {
        return context.incident().shadow()
                ? GuardResult.ACT
                : CatchUpCheck.checkSources(
                        context.decision(), context.incident(), context.policy(), context.confirmsFirst());
    }
}
