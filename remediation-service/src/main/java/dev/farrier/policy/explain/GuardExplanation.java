package dev.farrier.policy.explain;

import dev.farrier.policy.Policy;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.util.ArrayList;
import java.util.List;

/** What keeps a policy from acting, in the order in which it is asked; what nobody has written is marked as default. */
final class GuardExplanation {
    private GuardExplanation() {}

    static List<String> of(Policy policy) {
        Risk risk = RiskDefaults.strongest(policy.remediate());
        Guards guards = policy.guards();
        Guards usual = RiskDefaults.guards(risk);
        List<String> lines = new ArrayList<>();
        lines.add("everything is halted: waits for resume");
        lines.add("the event is older than " + Durations.format(guards.staleAfter()) + ": ignores it"
                + mark(guards.staleAfter().equals(usual.staleAfter()), risk));
        lines.add("its target has had " + Phrases.count(guards.attempts().max(), "rung") + " within "
                + Durations.format(guards.attempts().per()) + ", of any policy: calls a person"
                + mark(guards.attempts().equals(usual.attempts()), risk));
        lines.add("no executors of the target's site are known: waits for them");
        lines.add("another incident has the target: waits, and then acts only on what was heard since");
        if (!guards.cooldown().isZero()) {
            lines.add("an incident of this policy has acted on the target and ended less than "
                    + Durations.format(guards.cooldown()) + " ago: waits"
                    + mark(guards.cooldown().equals(usual.cooldown()), risk));
        }
        boolean usualRates = guards.rateLimits().equals(usual.rateLimits());
        for (RateLimit limit : guards.rateLimits()) {
            String by = limit.by().isEmpty() ? "" : " for each " + Phrases.and(limit.by());
            lines.add(Phrases.count(limit.max(), "rung") + " within " + Durations.format(limit.per()) + by
                    + (limit.max() == 1 ? " was" : " were") + " started: waits" + mark(usualRates, risk));
        }
        return lines;
    }

    private static String mark(boolean usual, Risk risk) {
        return usual ? " (default, " + YamlTypes.code(risk) + ")" : "";
    }
}
