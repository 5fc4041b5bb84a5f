package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Guards;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Rung.Risk;
import java.time.Duration;
import java.util.List;

/** What a policy that says nothing about its guards gets, by the strongest risk among its rungs. Replay depends on it. */
final class RiskDefaults {
    private static final Duration STALE_AFTER = Duration.ofMinutes(5);

    private RiskDefaults() {}

    static Guards guards(Risk risk) {
        return switch (risk) {
            case HARMLESS -> guards(Duration.ofMinutes(1), 20, 40);
            case DISRUPTIVE -> guards(Duration.ofMinutes(5), 5, 10);
            case DESTRUCTIVE -> guards(Duration.ofMinutes(30), 1, 3);
        };
    }

    private static Guards guards(Duration cooldown, int perHour, int attemptsPerDay) {
        return new Guards(
                cooldown,
                List.of(new RateLimit(perHour, Duration.ofHours(1), List.of("target"))),
                new RateLimit(attemptsPerDay, Duration.ofDays(1), List.of("target")),
                STALE_AFTER);
    }
}
