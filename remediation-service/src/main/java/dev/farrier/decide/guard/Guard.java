package dev.farrier.decide.guard;

import dev.farrier.decide.context.GuardResult;
import dev.farrier.policy.GuardType;

/** A guard of the policy language, with its verdict. Stateless: one instance serves all policies. */
public interface Guard extends GuardType {
    GuardResult check(GuardContext context);

    /**
     * Asked once more before the first step of a rung that has passed, and has waited or confirmed since: for what stops a rung that
     * was let through but has done nothing yet.
     */
    default GuardResult checkAgain(GuardContext context) {
        return GuardResult.ACT;
    }
}
