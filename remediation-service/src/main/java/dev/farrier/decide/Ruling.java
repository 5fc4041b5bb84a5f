package dev.farrier.decide;

import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import java.util.List;

/**
 * What one guard, or all of them, say.
 *
 * @param until for {@link Verdict#DEFER}: look again then, epoch milliseconds; 0: when one of {@code waits} is over
 * @param waits for {@link Verdict#DEFER}: what wakes it besides {@code until}
 */
record Ruling(Verdict verdict, Reason reason, long until, List<Wait> waits, String detail) {
    static final Ruling ACT = new Ruling(Verdict.ACT, Reason.DETECTED, 0, List.of(), "");

    static Ruling deferUntil(long until, Reason reason, String detail) {
        return new Ruling(Verdict.DEFER, reason, until, List.of(), detail);
    }

    static Ruling defer(Reason reason, String detail, Wait... waits) {
        return new Ruling(Verdict.DEFER, reason, 0, List.of(waits), detail);
    }

    static Ruling ignore(Reason reason, String detail) {
        return new Ruling(Verdict.IGNORE, reason, 0, List.of(), detail);
    }

    boolean acts() {
        return verdict == Verdict.ACT;
    }
}
