package dev.farrier.faults.wire;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * A fault of a plan.
 *
 * @param place whose requests, see {@link #place}
 * @param topic to which they produce; empty: they don't
 * @param error {@link Errors#NONE} for an action that answers none
 * @param nth which of the requests is the first that fails, from 0
 */
record PlannedWireFault(
        String place, ApiKeys kind, String topic, WireAction action, Errors error, WireShape shape, int nth) {
    /** Longer than a transaction and a session may last, 10 s each. */
    private static final Duration LONG = Duration.ofSeconds(12);

    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration BURST = Duration.ofSeconds(8);
    private static final Duration EVERYTHING = Duration.ofSeconds(4);
    private static final int MOST = 500;

    private static final Pattern THREAD = Pattern.compile("-StreamThread-\\d+");
    private static final String ANY_THREAD = "-StreamThread-*";

    /** Kinds that end a transaction. */
    static final Set<ApiKeys> AT_COMMIT = EnumSet.of(ApiKeys.END_TXN, ApiKeys.TXN_OFFSET_COMMIT);

    /** The client's id, without the numbers of stream threads, which grow with each replaced thread. */
    static String place(String clientId) {
        return THREAD.matcher(clientId).replaceAll(ANY_THREAD.replace("$", "\\$"));
    }

    private static Pattern clients(String place) {
        StringBuilder pattern = new StringBuilder();
        String[] parts = place.split(Pattern.quote(ANY_THREAD), -1);
        for (int i = 0; i < parts.length; i++) {
            pattern.append(i == 0 ? "" : THREAD.pattern()).append(Pattern.quote(parts[i]));
        }
        return Pattern.compile(pattern.toString());
    }

    boolean isOf(String clientId) {
        return place(clientId).equals(place);
    }

    /** @param silence how long a silent connection stays open */
    WireRule rule(Duration silence) {
        Duration delay = shape == WireShape.ONCE ? LONG : SHORT;
        Duration lasts = action == WireAction.DELAY ? delay : silence;
        return new WireRule(
                new WireRule.Target(kind, clients(place), topic),
                new Injection(action, error, lasts),
                switch (shape) {
                    case ONCE -> WireRule.Extent.once(nth);
                    case BURST -> WireRule.Extent.burst(MOST, BURST);
                    case EDGE -> WireRule.Extent.everything(MOST, EVERYTHING);
                });
    }

    /** One request of this place fails in this way, to lead to requests of another kind. */
    WireRule leading(ApiKeys other, Errors otherError, String client) {
        return new WireRule(
                new WireRule.Target(other, clients(client), ""),
                new Injection(WireAction.ERROR, otherError, Duration.ZERO),
                WireRule.Extent.once(0));
    }

    @Override
    public String toString() {
        return "%s%s of %s: %s%s, %s%s"
                .formatted(
                        kind.name,
                        topic.isEmpty() ? "" : " to " + topic,
                        place,
                        action,
                        error == Errors.NONE ? "" : " " + error,
                        shape,
                        nth == 0 ? "" : " after " + nth);
    }
}
