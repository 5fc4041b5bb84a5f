package dev.farrier.policy.explain;

import dev.farrier.policy.Policy;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung.Risk;
import java.util.List;

/** What keeps a policy from acting, in the order in which the guards are asked. */
final class GuardWords {
    private GuardWords() {}

    static List<String> of(Policy policy) {
        Risk risk = RiskDefaults.strongest(policy.remediate());
        return policy.guards().types().stream()
                .flatMap(guard -> guard.explain(policy.guards(), risk).stream())
                .toList();
    }
}
