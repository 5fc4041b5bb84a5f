package dev.farrier.policy;

import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Rung.Risk;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Defaults of guards and of {@code verify.settle}, by the strongest risk of the policy's rungs. Replays depend on them. */
public final class RiskDefaults {
    /** The same for every risk. */
    public static final Duration STALE_AFTER = Duration.ofMinutes(5);

    /** How long a limit over several targets holds an incident back before a person is called. */
    public static final Duration CALL_AFTER = Duration.ofMinutes(10);

    private RiskDefaults() {}

    public static Guards guards(Risk risk) {
        return new Guards(cooldown(risk), List.of(rateLimit(risk)), attempts(risk), STALE_AFTER);
    }

    public static Duration cooldown(Risk risk) {
        return switch (risk) {
            case HARMLESS -> Duration.ofMinutes(1);
            case DISRUPTIVE -> Duration.ofMinutes(5);
            case DESTRUCTIVE -> Duration.ofMinutes(30);
        };
    }

    public static RateLimit rateLimit(Risk risk) {
        int max = switch (risk) {
            case HARMLESS -> 20;
            case DISRUPTIVE -> 5;
            case DESTRUCTIVE -> 1;
        };
        return new RateLimit(max, Duration.ofHours(1), List.of("target"));
    }

    public static RateLimit attempts(Risk risk) {
        int max = switch (risk) {
            case HARMLESS -> 40;
            case DISRUPTIVE -> 10;
            case DESTRUCTIVE -> 3;
        };
        return new RateLimit(max, Duration.ofDays(1), List.of("target"));
    }

    /** {@link Rung.Verify#settle} of a rung that does not say it. */
    public static Duration settle(Risk risk) {
        return switch (risk) {
            case HARMLESS -> Duration.ofSeconds(10);
            case DISRUPTIVE -> Duration.ofMinutes(1);
            case DESTRUCTIVE -> Duration.ofMinutes(5);
        };
    }

    /** The strongest risk of these rungs, which decides a policy's defaults; harmless when there is no rung. */
    public static Risk strongest(List<Rung> rungs) {
        return rungs.stream().map(Rung::risk).max(Risk::compareTo).orElse(Risk.HARMLESS);
    }

    /** A default in words: {@code 1m harmless, 5m disruptive, 30m destructive}. */
    public static String byRisk(Function<Risk, String> value) {
        return value.apply(Risk.HARMLESS) + " harmless, " + value.apply(Risk.DISRUPTIVE) + " disruptive, "
                + value.apply(Risk.DESTRUCTIVE) + " destructive";
    }

    /** Marks a value in {@code policy explain} that is the default. */
    public static String mark(boolean usual, Risk risk) {
        return usual ? " (default, " + risk.name().toLowerCase(Locale.ROOT) + ")" : "";
    }
}
