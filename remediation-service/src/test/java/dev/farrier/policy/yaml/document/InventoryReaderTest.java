package dev.farrier.policy.yaml.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Resource;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.yaml.Compile;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryReaderTest {
    private static final String HOSTS = """
        kind: Inventory
        metadata: {name: hosts}
        spec:
          groups: {hypervisors: {labels: {role: hypervisor}}}
          resources:
            - {name: a, group: hypervisors, site: eu}
            - {name: b, group: hypervisors, site: us}
            - {name: c, site: us}
        """;

    private static String declaring(String name, String selector) {
        return "kind: Inventory\nmetadata: {name: " + name + "}\nspec: {carriesFarrier: " + selector + "}\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{matchers: ['role=\"hypervisor\"']} | a b",
                "{matchers: ['role=\"hypervisor\"', 'site=\"eu\"']} | a",
                "{matchers: ['name=~\"[ac]\"']} | a c",
                "{all: true} | a b c",
            })
    void shouldDeclareWhatCarriesFarrierInAnyInventory(String selector, String selected) {
        assertThat(carriers(HOSTS, declaring("more", selector))).containsExactly(selected.split(" "));
        assertThat(carriers(declaring("before", selector), HOSTS)).containsExactly(selected.split(" "));
        assertThat(carriers(HOSTS + "  carriesFarrier: " + selector + "\n")).containsExactly(selected.split(" "));
    }

    @Test
    void shouldProtectWhatAnyInventorySelects() {
        assertThat(carriers(
                        HOSTS,
                        declaring("one", "{matchers: ['name=\"a\"']}"),
                        declaring("other", "{matchers: ['name=\"c\"']}")))
                .containsExactly("a", "c");
        assertThat(carriers(HOSTS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | the selector selects nothing: write matchers: ['role=\"db\"'], or all: true",
                "{matchers: []} | the selector selects nothing: write matchers",
                "{all: false} | the selector selects nothing: write matchers",
                "{all: true, matchers: ['role=\"hypervisor\"']} | remove one",
                "{matchers: ['role!=\"db\"']} | write all: true if that is meant",
                "{matchers: ['rolle=\"hypervisor\"']} | no resource has the label 'rolle': did you mean 'role'?",
                "{matcher: ['role=\"hypervisor\"']} | unknown key 'matcher' in spec.carriesFarrier: did you mean"
                        + " 'matchers'?",
                "['role=\"hypervisor\"'] | 'spec.carriesFarrier' must be a map, not a list",
                "true | 'spec.carriesFarrier' must be a map, not true",
            })
    void shouldSayWhatIsWrongWithASelector(String selector, String message) {
        assertThat(PolicyCompiler.compile(Compile.files(HOSTS, declaring("more", selector)), "test")
                        .problems())
                .filteredOn(problem -> problem.severity() == Problem.Severity.ERROR)
                .anySatisfy(problem -> assertThat(problem.message()).contains(message));
    }

    @Test
    void shouldWarnOfASelectorThatSelectsNothing() {
        List<Problem> problems = PolicyCompiler.compile(
                        Compile.files(HOSTS, declaring("more", "{matchers: ['name=\"z\"']}")), "test")
                .problems();

        assertThat(problems)
                .anyMatch(problem -> problem.severity() == Problem.Severity.WARNING
                        && problem.message().equals("it selects none of the 3 resources: it protects nothing"));
    }

    /** One after the other, so deep that recursion would overflow the stack. */
    private static String chain(int length, String last) {
        StringBuilder text = new StringBuilder("kind: Inventory\nmetadata: {name: chain}\nspec:\n  resources:\n");
        for (int i = 0; i < length; i++) {
            String on = i + 1 < length ? "r" + (i + 1) : last;
            text.append("    - {name: r" + i + ", site: eu, dependsOn: [" + on + "]}\n");
        }
        return text.toString();
    }

    @Test
    @Timeout(30)
    void shouldReadThousandsOfDependencies() {
        Resource first = Compile.bundle(HOSTS, chain(5_000, "a")).resources().get("r0");

        assertThat(first.dependsOn()).containsExactly("r1");
        assertThat(first.carryingFarrier().dependsOn()).containsExactly("r1");
    }

    @Test
    @Timeout(30)
    void shouldNameTheBeginningOfALongCircle() {
        assertThat(PolicyCompiler.compile(Compile.files(chain(5_000, "r0")), "test")
                        .problems())
                .filteredOn(problem -> problem.severity() == Problem.Severity.ERROR)
                .extracting(Problem::message)
                .singleElement()
                .asString()
                .startsWith(
                        "a circle of dependsOn: r0 → r1 → r2 → r3 → r4 → r5 → r6 → r7 → r8 → r9 → … 4990 more → r0: ");
    }

    @Test
    @Timeout(30)
    void shouldSayOfThousandsOfNamesThatTheyAreUnknown() {
        StringBuilder text = new StringBuilder("kind: Inventory\nmetadata: {name: i}\nspec:\n  resources:\n");
        for (int i = 0; i < 5_000; i++) {
            text.append("    - {name: r" + i + ", site: eu, dependsOn: [rack-switch-" + i + "]}\n");
        }

        assertThat(PolicyCompiler.compile(Compile.files(text.toString()), "test")
                        .problems())
                .filteredOn(problem -> problem.message().startsWith("unknown resource 'rack-switch-"))
                .hasSize(5_000);
    }

    private static List<String> carriers(String... documents) {
        return Compile.bundle(documents).resources().values().stream()
                .filter(Resource::carriesFarrier)
                .map(Resource::name)
                .toList();
    }
}
