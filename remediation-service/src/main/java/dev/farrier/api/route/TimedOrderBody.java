package dev.farrier.api.route;

import dev.farrier.api.HttpProblem;
import dev.farrier.api.access.AccessControl;
import dev.farrier.policy.order.InvalidOrderException;
import dev.farrier.policy.order.OrderEnd;
import dev.farrier.policy.order.OrderLimits;
import dev.farrier.policy.time.Durations;
import io.javalin.http.Context;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the bodies of orders that last until a time have in common. */
interface TimedOrderBody {
    @Nullable
    String by();

    @Nullable
    String why();

    /** The order that ends one before its time. */
    record Ending(@Nullable String by, @Nullable String why) implements TimedOrderBody {
        /** @param bytes the body; empty: it says nothing */
        static Ending read(byte[] bytes) {
            Ending ending = bytes.length == 0
                    ? new Ending(null, null)
                    : OrderBody.read(bytes, Ending.class, "an object {\"by\": …, \"why\": …} is expected");
            ending.checkLengths();
            return ending;
        }
    }

    default void checkLengths() {
        OrderBody.checkLength("by", by());
        OrderBody.checkLength("why", why());
    }

    /** @param field in which it says what it selects */
    static void checkLimits(int others, String selected, String field) {
        try {
            OrderLimits.check(others, selected);
        } catch (InvalidOrderException e) {
            throw HttpProblem.of(409, field, String.valueOf(e.getMessage()));
        }
    }

    static String newId() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    /**
     * When it ends, epoch milliseconds.
     *
     * @param duration the value of {@code for}; null: it is not there
     */
    static long end(@Nullable String duration, @Nullable String until, long now) {
        OrderBody.checkLength("for", duration);
        OrderBody.checkLength("until", until);
        if ((duration == null) == (until == null)) {
            throw HttpProblem.of(400, "", "write either for or until: it never lasts for ever");
        }
        String field = until == null ? "for" : "until";
        try {
            return until != null
                    ? OrderEnd.parse(until, now)
                    : OrderEnd.checked(
                            now + Durations.parse(String.valueOf(duration)).toMillis(), now);
        } catch (InvalidOrderException | IllegalArgumentException e) {
            throw HttpProblem.of(400, field, String.valueOf(e.getMessage()));
        }
    }

    default void checkReason() {
        if (reason().isBlank()) {
            throw HttpProblem.of(400, "why", "it is missing: say why, for whoever wonders");
        }
    }

    private String reason() {
        String why = why();
        return why == null ? "" : why;
    }

    /** The owner of the token; without tokens whom the body names. */
    default String by(Context ctx) {
        String named = by();
        return AccessControl.caller(ctx).orElse(named == null || named.isBlank() ? "api" : named);
    }

    /** With a different name of the body than the token's owner. */
    default String why(Context ctx) {
        String named = by();
        boolean forOther = AccessControl.caller(ctx)
                .filter(caller -> named != null && !named.isBlank() && !named.equals(caller))
                .isPresent();
        return forOther ? (reason() + " (for " + named + ")").strip() : reason();
    }
}
