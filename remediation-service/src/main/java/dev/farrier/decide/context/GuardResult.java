package dev.farrier.decide.context;

import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import java.util.List;

/**
 * The answer of one guard, or of all of them.
 *
 * @param until for {@link Verdict#DEFER}: when to ask again, epoch milliseconds; 0: when one of {@code wakeConditions} holds
 * @param wakeConditions for {@link Verdict#DEFER}: what wakes the incident besides {@code until}
 * @param detail one line for people
 */
public record GuardResult(
        Verdict verdict, Reason reason, long until, List<WakeCondition> wakeConditions, String detail) {
    /** The guard passes. */
    public static final GuardResult ACT = new GuardResult(Verdict.ACT, Reason.GUARDS_PASSED, 0, List.of(), "");

    public GuardResult {
        wakeConditions = List.copyOf(wakeConditions);
    }

    /** @param until when to ask again, epoch milliseconds */
    public static GuardResult deferUntil(long until, Reason reason, String detail) {
        return new GuardResult(Verdict.DEFER, reason, until, List.of(), detail);
    }

    public static GuardResult defer(Reason reason, String detail, WakeCondition... wakeConditions) {
        return new GuardResult(Verdict.DEFER, reason, 0, List.of(wakeConditions), detail);
    }

    /** Ends the incident, or calls a person where the reason asks for one. */
    public static GuardResult ignore(Reason reason, String detail) {
        return new GuardResult(Verdict.IGNORE, reason, 0, List.of(), detail);
    }

    public boolean passes() {
        return verdict == Verdict.ACT;
    }
}
