package dev.farrier.decide.guard;

import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.policy.text.Phrases;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** What limits over several targets have in common. */
final class TargetLimits {
    private static final int NAMED = 3;

    private TargetLimits() {}

    /**
     * Defers the incident until the event of the queue, and asks again each {@code callAfter}.
     *
     * @param at when the limit has room, epoch milliseconds; 0: at that event
     * @param calls whether a person must be called in the end, since nothing that is under way makes room
     */
    static GuardResult holdBack(
            GuardContext context, String queue, Duration callAfter, Reason reason, String why, long at, boolean calls) {
        long every = callAfter.toMillis();
        long callAt = context.incident().since() + every;
        if (calls && context.now() >= callAt) {
            return GuardResult.ignore(reason, why);
        }
        WakeCondition free = new WakeCondition(queue, context.incident().openedAt());
        // the same at each wake-up until then: else each would write the incident anew
        long askAgain = callAt + Math.max(0, Math.floorDiv(context.now() - callAt, every) + 1) * every;
        long until = at == 0 ? askAgain : Math.min(at, askAgain);
        return new GuardResult(Verdict.DEFER, reason, until, List.of(free), why);
    }

    static String names(Collection<String> targets) {
        String first = Phrases.and(targets.stream().limit(NAMED).toList());
        return targets.size() <= NAMED ? first : first + " and " + (targets.size() - NAMED) + " more";
    }
}
