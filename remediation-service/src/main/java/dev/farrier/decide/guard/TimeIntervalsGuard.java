package dev.farrier.decide.guard;

import dev.farrier.decide.context.GuardResult;
import dev.farrier.model.Reason;
import dev.farrier.policy.interval.Schedule;

/** Defers while the time intervals of the policy, or of the next rung, do not let it act. */
public final class TimeIntervalsGuard implements Guard {
    @Override
    public String name() {
        return "timeIntervals";
    }

    /** After what only a person ends. */
    @Override
    public int order() {
        return 140;
    }

    @Override
    public GuardResult check(GuardContext context) {
        return check(context, context.nextRung().schedule());
    }

    @Override
    public GuardResult checkAgain(GuardContext context) {
        return check(context, context.rung().schedule());
    }

    private static GuardResult check(GuardContext context, Schedule ofRung) {
        GuardResult policy = check(context.policy().schedule(), "the policy", context.now());
        return policy.passes() ? check(ofRung, "the rung", context.now()) : policy;
    }

    private static GuardResult check(Schedule schedule, String whose, long now) {
        if (schedule.isOpen(now)) {
            return GuardResult.ACT;
        }
        long until = schedule.nextOpening(now);
        return GuardResult.deferUntil(until, Reason.TIME_INTERVAL, schedule.whyClosed(now) + ": " + whose + " waits");
    }
}
