package dev.farrier.decide.guard;

import static dev.farrier.policy.keys.YamlTypes.integer;
import static dev.farrier.policy.keys.YamlTypes.map;

import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.BreakerRecord.PolicyRuns;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Reason;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.text.Phrases;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Defers every rung of a policy that has stopped itself, since its runs do not help, until a person acknowledges it. */
public final class EffectGuard implements Guard {
    private static final String NAME = "effect";

    private static final YamlMap LIMIT = YamlMap.of(
            NAME,
            "When a policy stops itself: a person is called once, and it starts nothing until farrier policy acknowledge."
                    + " A run is the remediation of one incident, with all its rungs. It helped when the symptom ended by it; it"
                    + " did not when it ended otherwise or a person was called. A run that ran no step, that a person cancelled, or"
                    + " of which nobody can tell whether it helped is not counted.");
    private static final YamlKey<Integer> RUNS = LIMIT.optional(
            "runs",
            integer(0, EffectBreaker.MOST_RUNS),
            EffectLimit.USUAL.runs(),
            "How many of the newest runs count, of all targets. 0: the policy never stops itself.");
    private static final YamlKey<Integer> MAX_FAILED = LIMIT.optional(
            "maxFailed",
            integer(0, EffectBreaker.MOST_RUNS),
            EffectLimit.USUAL.maxFailed(),
            "The policy stops when more of them than this did not help; less than runs.");

    private static final YamlKey<MapReader> KEY = new YamlKey<>(
            NAME,
            map(LIMIT),
            false,
            null,
            "When the policy stops itself since it does not help. Default: " + EffectLimit.USUAL + ".");

    /** @param runs 0: it never stops */
    public record EffectLimit(int runs, int maxFailed) {
        public static final EffectLimit NONE = new EffectLimit(0, 0);
        public static final EffectLimit USUAL = new EffectLimit(5, 2);

        @Override
        public String toString() {
            return "{runs: " + runs + ", maxFailed: " + maxFailed + "}";
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    /** After a halt: both are ended by a person, and a halt concerns more. */
    @Override
    public int order() {
        return 110;
    }

    @Override
    public List<YamlKey<?>> keys() {
        return List.of(KEY);
    }

    @Override
    public Object read(@Nullable MapReader guards, Risk risk, ResourceLabels labels) {
        MapReader written = guards == null ? null : guards.find(KEY);
        if (written == null) {
            return EffectLimit.USUAL;
        }
        EffectLimit limit = new EffectLimit(written.get(RUNS), written.get(MAX_FAILED));
        if (limit.runs() > 0 && limit.maxFailed() >= limit.runs()) {
            written.error(
                    written.has(MAX_FAILED) ? MAX_FAILED : RUNS,
                    "of " + Phrases.count(limit.runs(), "run") + " never more than " + limit.maxFailed()
                            + " fail, so the policy would never stop itself: write a smaller maxFailed, or runs: 0 if that is"
                            + " meant");
        }
        return limit;
    }

    public static EffectLimit limit(Guards guards) {
        return guards.setting(NAME) instanceof EffectLimit limit ? limit : EffectLimit.NONE;
    }

    @Override
    public List<String> explain(Guards guards, Risk risk) {
        EffectLimit limit = limit(guards);
        return limit.runs() == 0
                ? List.of()
                : List.of("more than " + limit.maxFailed() + " of its last " + Phrases.count(limit.runs(), "run")
                        + ", of all targets, did not help: calls a person once, and waits for farrier policy acknowledge"
                        + (limit.equals(EffectLimit.USUAL) ? " (default)" : ""));
    }

    @Override
    public GuardResult check(GuardContext context) {
        String policy = context.policy().name();
        PolicyRuns runs = EffectBreaker.of(context.decision(), policy);
        return context.incident().shadow() || !runs.hasStopped()
                ? GuardResult.ACT
                : GuardResult.defer(
                        Reason.POLICY_STOPPED,
                        "the policy has stopped itself, since " + runs.why()
                                + "; it waits for farrier policy acknowledge",
                        new WakeCondition(
                                WakeCondition.policy(policy), context.incident().openedAt()));
    }

    @Override
    public GuardResult checkAgain(GuardContext context) {
        return check(context);
    }
}
