package dev.farrier.decide.guard;

import dev.farrier.decide.context.GuardResult;
import dev.farrier.policy.GuardType;

/** A guard of the policy language, with its verdict. Stateless: one instance serves all policies. */
public interface Guard extends GuardType {
    GuardResult check(GuardContext context);
}
