package dev.farrier.decide.guard;

import dev.farrier.decide.context.ClearingEvaluator;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.context.IncidentWakeConditions;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;
import dev.farrier.policy.GuardType;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung.Verify;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.function.Function;

/**
 * Asks the guards of a policy, in their order: first those that no waiting cures, then what a person must end, then what time
 * ends. So the reason that is reported is the one that matters longest.
 */
public final class GuardChain {
    private GuardChain() {}

    /** The answer of the first guard that does not pass. */
    public static GuardResult check(GuardContext context) {
        return first(context, guard -> guard.check(context));
    }

    /** As {@link #check}, by {@link Guard#checkAgain}. */
    public static GuardResult checkAgain(GuardContext context) {
        return first(context, guard -> guard.checkAgain(context));
    }

    private static GuardResult first(GuardContext context, Function<Guard, GuardResult> ask) {
        for (GuardType type : context.guards().types()) {
            if (!(type instanceof Guard guard)) {
                throw new IllegalStateException("the guard " + type.name() + " does not implement " + Guard.class);
            }
            GuardResult result = ask.apply(guard);
            if (!result.passes()) {
                return result;
            }
        }
        return GuardResult.ACT;
    }

    /**
     * After an unconfirmed {@code resolved} no rung starts: it will be confirmed, or a new firing will take it back. When neither
     * comes for as long as the rung has to help, a person is called.
     */
    public static GuardResult resolving(DecisionContext context, Incident incident, Policy policy) {
        if (!ClearingEvaluator.isResolvedUnconfirmed(incident, policy.clears())) {
            return GuardResult.ACT;
        }
        int rung = Math.max(0, incident.work().rung());
        Duration within = policy.remediate().isEmpty()
                ? Verify.DEFAULT_WITHIN
                : policy.remediate().get(rung).verify().within();
        long by = incident.symptom().clearedAt() + within.toMillis();
        String why = "a 'resolved' was received and is not confirmed yet";
        return IncidentWakeConditions.deadline(context, incident, policy, policy.clears(), by)
                .map(clock -> GuardResult.defer(Reason.AWAITING_EVIDENCE, why, clock))
                .orElse(GuardResult.ignore(
                        Reason.SOURCE_STALE,
                        "a 'resolved' was received and no source confirmed it within " + Durations.format(within)));
    }
}
