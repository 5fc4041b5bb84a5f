package dev.farrier.policy.order;

import dev.farrier.model.TimedOrder;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.time.Instants;

/** When a silence or a maintenance ends: in the future, and never in more than 30 days. */
public final class OrderEnd {
    private OrderEnd() {}

    /** The same time, unless it is over, or too far ahead. */
    public static long checked(long end, long now) throws InvalidOrderException {
        if (end <= now) {
            throw new InvalidOrderException("it would have ended already: write another end");
        }
        if (end > now + TimedOrder.LONGEST.toMillis()) {
            throw new InvalidOrderException(
                    "it would last for longer than " + TimedOrder.LONGEST.toDays() + " days: write another end");
        }
        return end;
    }

    /** @param written how long it lasts, such as {@code 2h}, or when it ends; a time without a zone is in UTC */
    public static long parse(String written, long now) throws InvalidOrderException {
        long end;
        try {
            end = written.matches("[0-9]+-.*")
                    ? Instants.parse(written).toEpochMilli()
                    : now + Durations.parse(written).toMillis();
        } catch (IllegalArgumentException e) {
            boolean number = !written.isEmpty() && Character.isDigit(written.charAt(0));
            throw new InvalidOrderException(
                    number
                            ? String.valueOf(e.getMessage())
                            : "'" + written
                                    + "' is no time and no duration: write such as 2027-01-31T06:00:00Z, or 2h");
        }
        return checked(end, now);
    }
}
