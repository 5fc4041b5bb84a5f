package dev.farrier.decide.guard;

import static dev.farrier.policy.keys.YamlTypes.duration;

import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.IncidentRecord.Cooldown;
import dev.farrier.model.Reason;
import dev.farrier.policy.Guards;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Defers for some time after an incident of the policy on the target ended in which a rung was started. */
public final class CooldownGuard implements Guard {
    private static final YamlKey<Duration> KEY = new YamlKey<>(
            Guards.COOLDOWN,
            duration(Durations.MAX),
            false,
            null,
            "How long the policy starts nothing on a target after the end of its last incident there in which a rung "
                    + "was started. A relapse is not held back. Default: "
                    + RiskDefaults.byRisk(risk -> Durations.format(RiskDefaults.cooldown(risk))) + ".");

    @Override
    public String name() {
        return Guards.COOLDOWN;
    }

    @Override
    public int order() {
        return 800;
    }

    @Override
    public List<YamlKey<?>> keys() {
        return List.of(KEY);
    }

    @Override
    public Object read(@Nullable MapReader guards, Risk risk, ResourceLabels labels) {
        Duration otherwise = RiskDefaults.cooldown(risk);
        return guards == null ? otherwise : guards.get(KEY, otherwise);
    }

    @Override
    public List<String> explain(Guards guards, Risk risk) {
        Duration cooldown = guards.cooldown();
        return cooldown.isZero()
                ? List.of()
                : List.of("an incident of this policy has acted on the target and ended less than "
                        + Durations.format(cooldown) + " ago: waits"
                        + RiskDefaults.mark(cooldown.equals(RiskDefaults.cooldown(risk)), risk));
    }

    @Override
    public GuardResult check(GuardContext context) {
        String key = Cooldown.key(
                context.policy().name(),
                context.resource().name(),
                context.incident().shadow());
        Cooldown cooldown = context.decision().state.get(key, Cooldown.class);
        // A relapse goes on with what has begun.
        boolean relapsed = context.incident().relapses() > 0;
        return !context.isFirstRung() || relapsed || cooldown == null || cooldown.wakeAt() <= context.now()
                ? GuardResult.ACT
                : GuardResult.deferUntil(cooldown.wakeAt(), Reason.COOLDOWN, "cooling down");
    }
}
