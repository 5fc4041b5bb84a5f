package dev.farrier.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.Compile;
import dev.farrier.view.Budgets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetsCommandTest {
    private static final String INVENTORY = """
            kind: Inventory
            metadata: {name: hosts}
            spec:
              resources:
                - {name: a, site: eu, labels: {zone: x}}
                - {name: b, site: eu, labels: {zone: y}}
            """;

    private static String budget(String name, String limits) {
        return "kind: DisruptionBudget\nmetadata: {name: " + name + "}\nspec: {selector: {all: true}, " + limits
                + "}\n";
    }

    @Test
    void shouldShowEachLimitThatABudgetHas() {
        Bundle bundle = Compile.bundle(
                INVENTORY,
                budget("all", "maxDisrupted: 1, minHealthy: 50%, rateLimit: [{max: 3, per: 1h}, {max: 5, per: 1d}]"),
                budget("zones", "domains: {label: zone, maxDisrupted: 1, handsOffAt: 60%}"));

        List<String> lines = BudgetsCommand.table(Budgets.of(bundle, List.of(), 0), 0)
                .lines()
                .toList();

        assertThat(lines.getFirst().split(" {2,}"))
                .containsExactly("BUDGET", "DISRUPTED", "UNHEALTHY", "RUNS", "DOMAINS", "HELD BY", "WAITING");
        assertThat(lines.get(1).split(" {2,}"))
                .containsExactly("all", "0 of 1", "0 of 1", "0 of 3 per 1h, 0 of 5 per 1d", "-", "-", "-");
        assertThat(lines.get(2).split(" {2,}")).containsExactly("zones", "0", "0", "-", "0 of 1", "-", "-");
    }
}
