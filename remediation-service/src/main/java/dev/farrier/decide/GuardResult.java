package dev.farrier.decide;

import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import java.util.List;

/**
 * What one guard, or all of them, say.
 *
 * @param until for {@link Verdict#DEFER}: look again then, epoch milliseconds; 0: when one of {@code waits} is over
 * @param wakeConditions for {@link Verdict#DEFER}: what wakes it besides {@code until}
 */
record GuardResult(Verdict verdict, Reason reason, long until, List<WakeCondition> wakeConditions, String detail) {
    static final GuardResult ACT = new GuardResult(Verdict.ACT, Reason.GUARDS_PASSED, 0, List.of(), "");

    static GuardResult deferUntil(long until, Reason reason, String detail) {
        return new GuardResult(Verdict.DEFER, reason, until, List.of(), detail);
    }

    static GuardResult defer(Reason reason, String detail, WakeCondition... waits) {
        return new GuardResult(Verdict.DEFER, reason, 0, List.of(waits), detail);
    }

    static GuardResult ignore(Reason reason, String detail) {
        return new GuardResult(Verdict.IGNORE, reason, 0, List.of(), detail);
    }

    boolean passes() {
        return verdict == Verdict.ACT;
    }
}
