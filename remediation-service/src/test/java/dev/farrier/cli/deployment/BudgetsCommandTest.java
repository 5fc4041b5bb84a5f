package dev.farrier.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.CallStatus;
import dev.farrier.model.Incident.Symptom;
import dev.farrier.model.IncidentBuilder;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.Compile;
import dev.farrier.view.Budgets;
import java.util.List;
import java.util.Optional;
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

        List<String> lines = BudgetsCommand.table(
                        Budgets.of(bundle, commit -> Optional.empty(), List.of(), List.of(), 0), 0)
                .lines()
                .toList();

        assertThat(lines.getFirst().split(" {2,}"))
                .containsExactly("BUDGET", "DISRUPTED", "UNHEALTHY", "RUNS", "DOMAINS", "HELD BY", "WAITING");
        assertThat(lines.get(1).split(" {2,}"))
                .containsExactly("all", "0 of 1", "0 of 1", "0 of 3 per 1h, 0 of 5 per 1d", "-", "-", "-");
        assertThat(lines.get(2).split(" {2,}")).containsExactly("zones", "0", "0", "-", "0 of 1", "-", "-");
    }

    @Test
    void shouldNameWhatHasLeftTheInventoryAndHoldsItsPlace() {
        String budget = budget("all", "maxDisrupted: 1");
        Bundle before = Compile.bundle(INVENTORY, budget);
        Bundle now = Compile.bundle(INVENTORY.replace("    - {name: a, site: eu, labels: {zone: x}}\n", ""), budget);
        Incident incident = IncidentBuilder.builder()
                .id("i-1")
                .policy("p")
                .commit("before")
                .group(Labels.empty())
                .target("a")
                .site("eu")
                .shadow(false)
                .state(IncidentState.ESCALATED)
                .reason(Reason.NOT_VERIFIED)
                .detection(new Detection("p", "before", Labels.empty(), 1, 1, List.of(), "", List.of(), 0))
                .openedAt(1)
                .updatedAt(1)
                .work(RemediationProgress.NOT_STARTED.withRung(0).atStep(RungPhase.ESCALATE, 0))
                .symptom(new Symptom(1, 0))
                .calling(CallStatus.NOBODY)
                .history(List.of())
                .problemReport("")
                .build();

        String table = BudgetsCommand.table(
                Budgets.of(
                        now,
                        commit -> commit.equals("before") ? Optional.of(before) : Optional.empty(),
                        List.of(incident),
                        List.of(),
                        2),
                2);

        assertThat(table.lines().toList().get(1).split(" {2,}"))
                .containsExactly("all", "1 of 1", "0", "-", "-", "a (gone, i-1)", "-");
    }
}
