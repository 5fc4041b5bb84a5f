package dev.farrier.policy.yaml.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.Compile;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisruptionBudgetReaderTest {
    private static final String INVENTORY = """
        kind: Inventory
        metadata: {name: hosts}
        spec:
          groups: {bridges: {labels: {role: bridge}}}
          resources:
            - {name: a, group: bridges, site: eu}
            - {name: b, group: bridges, site: us}
            - {name: c, site: us}
        """;

    private static String budget(String spec) {
        return "kind: DisruptionBudget\nmetadata: {name: b}\nspec: " + spec + "\n";
    }

    private static List<String> problems(String spec) {
        return PolicyCompiler.compile(Compile.files(INVENTORY, budget(spec)), "test").problems().stream()
                .map(problem -> problem.message())
                .filter(message -> !message.startsWith("there is no RemediationPolicy"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "['role=\"bridge\"'] | a b",
                "['site=\"us\"'] | b c",
                "['role=\"bridge\"', 'site=\"us\"'] | b",
                "['group=~\"bri.*\"'] | a b",
                "['name!=\"a\"', 'role=~\".+\"'] | b",
            })
    void shouldSelectByLabelsNameSiteAndGroup(String matchers, String selected) {
        Bundle bundle = Compile.bundle(INVENTORY, budget("{selector: {matchers: " + matchers + "}, maxDisrupted: 1}"));

        assertThat(bundle.resources().values().stream()
                        .filter(bundle.budgets().get("b")::selects)
                        .map(resource -> resource.name()))
                .containsExactly(selected.split(" "));
    }

    @Test
    void shouldSelectAllWhenItSaysSo() {
        Bundle bundle = Compile.bundle(INVENTORY, budget("{selector: {all: true}, minHealthy: 50%}"));

        assertThat(bundle.resources().values()).allMatch(bundle.budgets().get("b")::selects);
        assertThat(bundle.budgets().get("b").mostUnhealthy(3)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{maxDisrupted: 1} | 'spec.selector' is missing",
                "{selector: {}, maxDisrupted: 1} | the selector selects nothing: write matchers",
                "{selector: {all: false}, maxDisrupted: 1} | the selector selects nothing: write matchers",
                "{selector: {matchers: []}, maxDisrupted: 1} | the selector selects nothing: write matchers",
                "{selector: {matchers: ['role=~\".*\"']}, maxDisrupted: 1} | write all: true if that is meant",
                "{selector: {matchers: ['role!=\"db\"']}, maxDisrupted: 1} | write all: true if that is meant",
                "{selector: {all: true, matchers: ['role=\"bridge\"']}, maxDisrupted: 1} | remove one",
                "{selector: {matchers: ['rolle=\"bridge\"']}, maxDisrupted: 1} | no resource has the label 'rolle':"
                        + " did you mean 'role'?",
                "{selector: {all: true}} | the budget limits nothing",
                "{selector: {all: true}, maxUnhealthy: 1, minHealthy: 2} | are the same limit: remove one",
                "{selector: {all: true}, maxDisrupted: 0} | 'spec.maxDisrupted' can't be '0': write a number such as 2",
                "{selector: {all: true}, maxDisrupted: -1} | can't be '-1'",
                "{selector: {all: true}, maxDisrupted: 101%} | can't be '101%'",
                "{selector: {all: true}, maxDisrupted: 99999999999999999999} | can't be",
                "{selector: {all: true}, maxDisrupted: 1.5} | can't be '1.5'",
                "{selector: {all: true}, maxDisrupted: [1]} | must be a single value, not a list",
                "{selector: {all: true}, maxDisruption: 1} | unknown key 'maxDisruption' in spec",
                "{selector: {matchers: ['role=\"bridge\"']}, maxDisrupted: 20%} | 20% of the 2 resources that it"
                        + " selects is less than one",
                "{selector: {matchers: ['role=\"bridge\"']}, minHealthy: 2} | no resource of the 2 resources that it"
                        + " selects may be unhealthy",
                "{selector: {all: true}, rateLimit: []} | the budget limits nothing",
                "{selector: {all: true}, rateLimit: [{max: 5, per: 1h}, {max: 3, per: 1d}]} | 5 per 1h is never"
                        + " reached beside 3 per 1d: remove it",
                "{selector: {all: true}, rateLimit: [{max: 5, per: 1h}, {max: 5, per: 1h}]} | 5 per 1h is never"
                        + " reached beside 5 per 1h: remove it",
                "{selector: {all: true}, maxDisrupted: 100%} | this is never reached, since it selects 3 resources:"
                        + " write less, or remove it",
                "{selector: {all: true}, maxDisrupted: 4} | this is never reached, since it selects 3 resources: write"
                        + " less, or remove it",
                "{selector: {all: true}, maxUnhealthy: 100%} | this is never reached, since it selects 3 resources:"
                        + " write less, or remove it",
                "{selector: {all: true}, maxUnavailable: 1} | 'spec.maxUnavailable' is not written here: write"
                        + " maxDisrupted or maxUnhealthy",
                "{selector: {matchLabels: {role: bridge}}, maxDisrupted: 1} | 'spec.selector.matchLabels' is not"
                        + " written here: write matchers",
                "{selector: {all: true}, rateLimit: [{max: 0, per: 1h}]} | 'spec.rateLimit[0].max'",
                "{selector: {all: true}, rateLimit: [{max: 1, per: 8d}]} | 'spec.rateLimit[0].per'",
                "{selector: {all: true}, rateLimit: [{max: 1, per: 1h, by: [target]}]} | unknown key 'by'",
                "{selector: {all: true}, domains: {maxDisrupted: 1}} | 'spec.domains.label' is missing",
                "{selector: {all: true}, domains: {label: role}} | the domains limit nothing",
                "{selector: {all: true}, domains: {label: zonne, maxDisrupted: 1}} | no resource has the label 'zonne'",
                "{selector: {all: true}, domains: {label: name, maxDisrupted: 1}} | each resource would be a domain of"
                        + " its own",
                "{selector: {all: true}, domains: {label: site, handsOffAt: 0}} | can't be '0'",
                "{selector: {all: true}, domains: {label: site, handsOffAt: 1}} | one unhealthy resource is no shared"
                        + " cause",
                "{selector: {all: true}, domains: {label: site, handsOffAt: 3}} | handsOffAt: 3 is never reached",
                "{selector: {all: true}, domains: {label: site, maxDisrupted: 2}} | is never reached, since the"
                        + " resources are in 2 domains",
                "{selector: {all: true}, domains: {label: site, maxDisrupted: 40%}} | maxDisrupted: 40% of 2 domains"
                        + " is less than one",
                "{selector: {all: true}, domains: {label: role, maxDisrupted: 1}} | 1 of the 3 resources that it"
                        + " selects have no label 'role' and count as one domain together: c",
                "{selector: {all: true}, maxDisrupted: 3, maxUnhealthy: 2} | this is never reached: what is disrupted"
                        + " counts as unhealthy",
                "{selector: {all: true}, minHealthy: 100%} | no resource of the 3 resources that it selects may be"
                        + " unhealthy",
                "{selector: {matchers: ['name=\"z\"']}, maxDisrupted: 1} | it selects none of the 3 resources: it"
                        + " limits nothing",
            })
    void shouldSayWhatIsWrong(String spec, String message) {
        assertThat(problems(spec)).isNotEmpty().anyMatch(each -> each.contains(message));
    }

    @Test
    void shouldWarnOfALimitThatAnotherBudgetWithTheSameSelectorReachesFirst() {
        List<String> problems = PolicyCompiler.compile(
                        Compile.files(
                                INVENTORY,
                                budget("{selector: {all: true}, maxDisrupted: 1}"),
                                budget("{selector: {all: true}, maxDisrupted: 70%}")
                                        .replace("name: b", "name: loose"),
                                budget("{selector: {matchers: ['role=\"bridge\"']}, maxDisrupted: 2}")
                                        .replace("name: b", "name: other")),
                        "test")
                .problems()
                .stream()
                .map(problem -> problem.toString())
                .filter(message -> message.contains("never reached"))
                .toList();

        assertThat(problems)
                .containsExactly("p3.yaml:3:45: warning: this is never reached: DisruptionBudget 'b' selects the same"
                        + " resources and has maxDisrupted: 1: remove one");
    }

    @ParameterizedTest
    @CsvSource({"1", "100%", "1000000", "1%"})
    void shouldTakeTheSmallestAndTheGreatestAmount(String amount) {
        assertThat(problems("{selector: {all: true}, maxDisrupted: " + amount + "}"))
                .noneMatch(each -> each.contains("can't be"));
    }
}
