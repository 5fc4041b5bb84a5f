package dev.farrier.decide.guard;

import static dev.farrier.policy.keys.YamlTypes.integer;
import static dev.farrier.policy.keys.YamlTypes.map;
import static dev.farrier.policy.keys.YamlTypes.positiveDuration;

import dev.farrier.decide.context.GuardResult;
import dev.farrier.model.Reason;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls a person when the target has had all its attempts, of any policy. */
public final class AttemptsGuard implements Guard {
    static final String TARGET = "target";

    static final YamlMap LIMIT = YamlMap.of("attempts", "How many rungs may start in a window of time.");
    static final YamlKey<Integer> MAX = LIMIT.required("max", integer(1, 1_000_000), "The greatest number of rungs.");
    static final YamlKey<Duration> PER =
            LIMIT.required("per", positiveDuration(Durations.MAX), "The length of the window.");

    static final YamlKey<MapReader> KEY = new YamlKey<>(
            Guards.ATTEMPTS,
            map(LIMIT),
            false,
            null,
            "How many rungs may start on one target, for all policies together. When they are used up, the policy "
                    + "calls a person. Default: "
                    + RiskDefaults.byRisk(risk -> describe(RiskDefaults.attempts(risk))) + ".");

    @Override
    public String name() {
        return Guards.ATTEMPTS;
    }

    @Override
    public int order() {
        return 500;
    }

    @Override
    public List<YamlKey<?>> keys() {
        return List.of(KEY);
    }

    @Override
    public Object read(@Nullable MapReader guards, Risk risk, ResourceLabels labels) {
        MapReader attempts = guards == null ? null : guards.find(KEY);
        return attempts == null ? RiskDefaults.attempts(risk) : limit(attempts);
    }

    static RateLimit limit(MapReader written) {
        return new RateLimit(written.get(MAX), written.get(PER), List.of(TARGET));
    }

    /** Such as {@code 5 per 1h}. */
    static String describe(RateLimit limit) {
        return limit.max() + " per " + Durations.format(limit.per());
    }

    @Override
    public List<String> explain(Guards guards, Risk risk) {
        RateLimit attempts = guards.attempts();
        boolean usual = attempts.equals(RiskDefaults.attempts(risk));
        return List.of("its target has had " + Phrases.count(attempts.max(), "rung") + " within "
                + Durations.format(attempts.per()) + ", of any policy: calls a person"
                + RiskDefaults.mark(usual, risk));
    }

    @Override
    public GuardResult check(GuardContext context) {
        RateLimit attempts = context.guards().attempts();
        return !context.incident().shadow()
                        && RateLimiter.attemptsUsedUp(context.decision(), context.guards(), context.resource())
                ? GuardResult.ignore(
                        Reason.ATTEMPTS_USED_UP,
                        "this target has had " + attempts.max() + " attempts in " + Durations.format(attempts.per()))
                : GuardResult.ACT;
    }
}
