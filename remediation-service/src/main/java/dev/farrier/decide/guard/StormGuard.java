package dev.farrier.decide.guard;

import static dev.farrier.policy.keys.YamlTypes.map;

import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.BreakerRecord.StormScope;
import dev.farrier.decide.state.BreakerRecord.StormState;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Reason;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.storm.StormLimit;
import dev.farrier.policy.time.Durations;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Defers every rung while a storm breaker of the policy, of the site or of all has tripped. */
public final class StormGuard implements Guard {
    private static final YamlKey<MapReader> KEY = new YamlKey<>(
            Guards.STORM,
            map(StormLimit.KEYS),
            false,
            null,
            "How many new incidents of this policy are a storm; without it any number is none. For all policies together: kind:"
                    + " StormBreaker.");

    @Override
    public String name() {
        return Guards.STORM;
    }

    /** After what only a person ends. */
    @Override
    public int order() {
        return 120;
    }

    @Override
    public List<YamlKey<?>> keys() {
        return List.of(KEY);
    }

    @Override
    public @Nullable Object read(@Nullable MapReader guards, Risk risk, ResourceLabels labels) {
        MapReader written = guards == null ? null : guards.find(KEY);
        return written == null ? null : StormLimit.read(written);
    }

    @Override
    public List<String> explain(Guards guards, Risk risk) {
        StormLimit limit = guards.storm();
        return limit == null
                ? List.of()
                : List.of("more than " + limit.max() + " new incidents of this policy were opened within "
                        + Durations.format(limit.per())
                        + ": calls a person once, and waits until no new one has come for "
                        + Durations.format(limit.calmFor()) + ", or for farrier policy acknowledge");
    }

    @Override
    public GuardResult check(GuardContext context) {
        for (Map.Entry<StormScope, StormLimit> breaker :
                StormBreakers.of(context.decision(), context.incident()).entrySet()) {
            StormScope scope = breaker.getKey();
            StormState storm = StormBreakers.state(context.decision(), scope);
            if (storm.hasTripped()) {
                return GuardResult.defer(
                        Reason.STORM,
                        storm.why() + "; it waits " + StormBreakers.untilCalm(scope, breaker.getValue()),
                        new WakeCondition(
                                WakeCondition.storm(scope), context.incident().openedAt()));
            }
        }
        return GuardResult.ACT;
    }

    @Override
    public GuardResult checkAgain(GuardContext context) {
        return check(context);
    }
}
