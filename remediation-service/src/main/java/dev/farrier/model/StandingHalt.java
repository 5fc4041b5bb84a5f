package dev.farrier.model;

/**
 * A halt in force.
 *
 * @param calls calls of a person are halted too; only with {@link HaltScope#ALL}
 * @param at when it was ordered: its append time, epoch milliseconds
 */
public record StandingHalt(HaltScope scope, boolean calls, String by, String why, long at) {
    /** {@code halted by ann: fire drill}, or {@code policy x is halted by ann} without a reason. */
    public String text() {
        return (scope.isAll() ? "" : scope.text() + " is ") + "halted by " + by + (why.isEmpty() ? "" : ": " + why);
    }
}
