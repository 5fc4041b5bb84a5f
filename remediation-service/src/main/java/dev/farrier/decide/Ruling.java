package dev.farrier.decide;

import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;

/**
 * What one guard, or all of them, say.
 *
 * @param until for {@link Verdict#DEFER}: look again then, epoch milliseconds; 0: when something happens
 */
record Ruling(Verdict verdict, Reason reason, long until, String detail) {
    static final Ruling ACT = new Ruling(Verdict.ACT, Reason.DETECTED, 0, "");

    static Ruling defer(Reason reason, long until, String detail) {
        return new Ruling(Verdict.DEFER, reason, until, detail);
    }

    static Ruling ignore(Reason reason, String detail) {
        return new Ruling(Verdict.IGNORE, reason, 0, detail);
    }

    boolean acts() {
        return verdict == Verdict.ACT;
    }
}
