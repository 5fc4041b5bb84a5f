package dev.farrier.policy;

import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Rung.Risk;
import java.time.Duration;
import java.util.List;

/** What a policy that says nothing about its guards gets, by the strongest risk among its rungs, and a rung about settling. Replay
 * depends on it. */
public final class RiskDefaults {
    private static final Duration STALE_AFTER = Duration.ofMinutes(5);

    private RiskDefaults() {}

    /** @param risk of the policy's strongest rung */
    public static Guards guards(Risk risk) {
        return switch (risk) {
            case HARMLESS -> guards(Duration.ofMinutes(1), 20, 40);
            case DISRUPTIVE -> guards(Duration.ofMinutes(5), 5, 10);
            case DESTRUCTIVE -> guards(Duration.ofMinutes(30), 1, 3);
        };
    }

    /** {@link Rung.Verify#settle} of a rung that does not say it. */
    public static Duration settle(Risk risk) {
        return switch (risk) {
            case HARMLESS -> Duration.ofSeconds(10);
            case DISRUPTIVE -> Duration.ofMinutes(1);
            case DESTRUCTIVE -> Duration.ofMinutes(5);
        };
    }

    /** What decides a policy's defaults; harmless when it has no rung. */
    public static Risk strongest(List<Rung> rungs) {
        return rungs.stream().map(Rung::risk).max(Risk::compareTo).orElse(Risk.HARMLESS);
    }

    private static Guards guards(Duration cooldown, int perHour, int attemptsPerDay) {
        return new Guards(
                cooldown,
                List.of(new RateLimit(perHour, Duration.ofHours(1), List.of("target"))),
                new RateLimit(attemptsPerDay, Duration.ofDays(1), List.of("target")),
                STALE_AFTER);
    }
}
