package dev.farrier.decide.guard;

import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.IncidentRecord.OpenIncident;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.policy.text.Phrases;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What limits over several targets have in common. */
final class TargetLimits {
    private static final int NAMED = 3;

    private static final Set<Reason> STOPPED = Set.of(Reason.HALTED, Reason.POLICY_STOPPED, Reason.STORM);

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
        WakeCondition free = new WakeCondition(queue, context.incident().openedAt());
        long usual = context.waitsSince() + every;
        long callAt = callAt(context, free, every, usual);
        if (calls && context.now() >= callAt) {
            return GuardResult.ignore(reason, why);
        }
        // the same at each wake-up until then: else each would write the incident anew
        long askAgain = callAt + Math.max(0, Math.floorDiv(context.now() - callAt, every) + 1) * every;
        long until = at == 0 ? askAgain : Math.min(at, askAgain);
        boolean later = callAt > usual && callAt > context.now();
        return new GuardResult(
                Verdict.DEFER, reason, until, later ? List.of(free, WakeCondition.until(callAt)) : List.of(free), why);
    }

    /**
     * A limit holds back what nobody else has stopped: after the end of a halt or of a storm the whole time is given anew, or all
     * that was stopped would call at once. The time is kept in what the incident waits for.
     */
    private static long callAt(GuardContext context, WakeCondition free, long every, long usual) {
        if (STOPPED.contains(context.incident().reason())) {
            return context.now() + every;
        }
        OpenIncident before =
                context.decision().state.get(OpenIncident.key(context.incident().id()), OpenIncident.class);
        return before == null || !before.resumeOn().contains(free)
                ? usual
                : before.resumeOn().stream()
                        .filter(wait -> wait.queue().equals(WakeCondition.LOG))
                        .mapToLong(WakeCondition::order)
                        .max()
                        .orElse(usual);
    }

    static String names(Collection<String> targets) {
        String first = Phrases.and(targets.stream().limit(NAMED).toList());
        return targets.size() <= NAMED ? first : first + " and " + (targets.size() - NAMED) + " more";
    }
}
