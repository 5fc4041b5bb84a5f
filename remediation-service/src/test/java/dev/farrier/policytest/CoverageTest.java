package dev.farrier.policytest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.policytest.Coverage.CoveredKind;
import dev.farrier.policytest.Coverage.DocumentCoverage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoverageTest {
    private static final String DEPLOYMENT = """
            kind: Source
            metadata: {name: logs}
            spec:
              topic: logs
              format: line
              pattern: '^(?P<host>\\S+) (?P<message>.*)$'
              event: {kind: log, message: message, labels: [host]}
              liveness: {expectEvery: 10s, maxLag: 1s}
            ---
            kind: Action
            metadata: {name: restart}
            spec: {process: {argv: [restart]}}
            ---
            kind: Action
            metadata: {name: page}
            spec: {process: {argv: [page]}}
            ---
            kind: Inventory
            metadata: {name: all}
            spec:
              groups: {hosts: {}}
              resources:
                - {name: a, group: hosts, site: s, address: 10.0.0.1, labels: {zone: x}}
                - {name: b, group: hosts, site: s, address: 10.0.0.2, labels: {zone: x}}
                - {name: c, group: hosts, site: t, address: 10.0.0.3, labels: {zone: y}}
                - {name: d, group: hosts, site: t, address: 10.0.0.4, labels: {zone: y}}
            """;

    private static final String ONE_IS_STUCK = """
            - {at: 0s, event: {source: logs, line: a stuck}}
            - {at: 2s, expect: []}
            """;
    private static final String THREE_ARE_STUCK = """
            - {at: 0s, event: {source: logs, line: a stuck}}
            - {at: 0s, event: {source: logs, line: b stuck}}
            - {at: 0s, event: {source: logs, line: c stuck}}
            - {at: 2s, expect: []}
            """;

    private static final String POLICY = policy("guards: {cooldown: 0s}");

    private static String policy(String spec) {
        return """
                kind: RemediationPolicy
                metadata: {name: stuck}
                spec:
                  match: [{name: m, sources: [logs], matchers: ['message="stuck"']}]
                  detect: {each: {of: m}, groupBy: [host]}
                  target: {resource: '{group.host}'}
                  clears: {quietFor: 30s}
                  remediate:
                    - {name: first, steps: [{action: restart}], verify: {quietFor: 30s, settle: 0s, within: 2m}}
                    - {name: second, steps: [{action: restart}], verify: {quietFor: 30s, settle: 0s, within: 2m}}
                  escalate: [{action: page}]
                """ + spec.indent(2);
    }

    /** Of one document, after one test; whether it passes does not matter. */
    private static DocumentCoverage coverage(String documents, String steps, CoveredKind kind, String name) {
        CompileResult compiled = PolicyCompiler.compile(
                new TreeMap<>(Map.of(
                        "deployment.yaml",
                        DEPLOYMENT,
                        "p.yaml",
                        documents,
                        "t.yaml",
                        "kind: PolicyTest\nmetadata: {name: t}\nspec:\n  steps:\n" + steps.indent(4))),
                "c1");
        assertThat(compiled.bundle()).as("%s", compiled.problems()).isNotNull();
        var bundle = Objects.requireNonNull(compiled.bundle());
        TestResult result = PolicyTestRunner.run(compiled.tests().getFirst(), bundle);
        assertThat(result.happened()).isNotEmpty();
        return Coverage.of(bundle, List.of(result)).stream()
                .filter(covered -> covered.kind() == kind && covered.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "maxDisrupted: 1; maxDisrupted",
                "maxUnhealthy: 1; maxUnhealthy",
                "minHealthy: 3; minHealthy",
                "rateLimit: [{max: 1, per: 1h}]; rateLimit",
                "domains: {label: zone, maxDisrupted: 1}; domains.maxDisrupted",
                "domains: {label: zone, handsOffAt: 2}; domains.handsOffAt"
            })
    void shouldKnowALimitOfABudgetThatHeldAnIncidentBack(String limit, String key) {
        String documents = POLICY
                + "---\nkind: DisruptionBudget\nmetadata: {name: hosts}\nspec: {selector: {all: true}, " + limit + "}\n"
                + "---\nkind: DisruptionBudget\nmetadata: {name: host}\nspec: {selector: {all: true}, maxDisrupted: 4}\n";

        assertThat(coverage(documents, THREE_ARE_STUCK, CoveredKind.BUDGET, "hosts"))
                .isEqualTo(new DocumentCoverage(CoveredKind.BUDGET, "hosts", List.of(), 1));
        assertThat(coverage(documents, ONE_IS_STUCK, CoveredKind.BUDGET, "hosts"))
                .isEqualTo(new DocumentCoverage(CoveredKind.BUDGET, "hosts", List.of(key), 1));
        assertThat(coverage(documents, THREE_ARE_STUCK, CoveredKind.BUDGET, "host")
                        .untested())
                .as("another budget")
                .containsExactly("maxDisrupted");
    }

    @Test
    void shouldListEachLimitOfABudget() {
        String documents = POLICY + """
                ---
                kind: DisruptionBudget
                metadata: {name: hosts}
                spec:
                  selector: {all: true}
                  maxDisrupted: 2
                  maxUnhealthy: 3
                  rateLimit: [{max: 9, per: 1h}]
                  domains: {label: zone, maxDisrupted: 1, handsOffAt: 100%}
                """;

        assertThat(coverage(documents, THREE_ARE_STUCK, CoveredKind.BUDGET, "hosts"))
                .isEqualTo(new DocumentCoverage(
                        CoveredKind.BUDGET, "hosts", List.of("maxDisrupted", "maxUnhealthy", "rateLimit"), 5));
    }

    @Test
    void shouldNotTakeALimitOfABudgetForAGuardOfThePolicy() {
        String documents = policy("guards: {maxUnhealthy: 3}");
        String budget = "---\nkind: DisruptionBudget\nmetadata: {name: hosts}\nspec: {selector: {all: true}, ";

        assertThat(coverage(documents + budget + "maxUnhealthy: 1}\n", THREE_ARE_STUCK, CoveredKind.POLICY, "stuck")
                        .untested())
                .contains("guard too-many-unhealthy");
        assertThat(coverage(
                                documents + budget + "rateLimit: [{max: 1, per: 1h}]}\n",
                                THREE_ARE_STUCK,
                                CoveredKind.POLICY,
                                "stuck")
                        .untested())
                .contains("guard rate-limited");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "guards: {maxUnhealthy: 1}; guard too-many-unhealthy",
                "guards: {storm: {max: 2}}; guard storm",
                "guards: {rateLimit: [{max: 1, per: 1h}]}; guard rate-limited"
            })
    void shouldKnowAGuardOverSeveralTargets(String spec, String part) {
        DocumentCoverage none = coverage(policy(spec), ONE_IS_STUCK, CoveredKind.POLICY, "stuck");
        DocumentCoverage held = coverage(policy(spec), THREE_ARE_STUCK, CoveredKind.POLICY, "stuck");

        assertThat(none.untested()).contains(part);
        assertThat(held.untested()).doesNotContain(part);
        assertThat(held.parts()).isEqualTo(none.parts());
        assertThat(coverage(POLICY, ONE_IS_STUCK, CoveredKind.POLICY, "stuck").untested())
                .as("a policy without it")
                .doesNotContain("guard too-many-unhealthy", "guard storm", "recurrence", "relapse");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "recurrence: {max: 1, per: 1h}; recurrence",
                "recurrence: {max: 1, per: 1h, then: stop}; recurrence",
                "recurrence: {max: 1, per: 1h, then: next-rung}; recurrence",
                "relapse: 10m; relapse"
            })
    void shouldKnowWhatHappensWhenAHealedSymptomReturns(String spec, String part) {
        String documents = policy("guards: {cooldown: 0s}\n" + spec);
        String returns = """
                - {at: 0s, event: {source: logs, line: a stuck}}
                - {at: 2m, expect: []}
                - {at: 3m, event: {source: logs, line: a stuck}}
                - {at: 3m, expect: []}
                """;

        assertThat(coverage(documents, ONE_IS_STUCK, CoveredKind.POLICY, "stuck")
                        .untested())
                .contains(part);
        assertThat(coverage(documents, returns, CoveredKind.POLICY, "stuck").untested())
                .doesNotContain(part);
    }

    @ParameterizedTest
    @CsvSource({"fleet, 2, all", "fleet, 1, site"})
    void shouldKnowAStormBreakerThatHasTripped(String name, int max, String by) {
        String documents = policy("guards: {storm: {max: 9}}")
                + "---\nkind: StormBreaker\nmetadata: {name: %s}\nspec: {max: %d, by: %s}\n".formatted(name, max, by)
                + "---\nkind: StormBreaker\nmetadata: {name: fleet-2}\nspec: {max: 8, per: 1h, by: %s}\n".formatted(by);

        assertThat(coverage(documents, ONE_IS_STUCK, CoveredKind.BREAKER, name))
                .isEqualTo(new DocumentCoverage(CoveredKind.BREAKER, name, List.of("storm"), 1));
        assertThat(coverage(documents, THREE_ARE_STUCK, CoveredKind.BREAKER, name))
                .isEqualTo(new DocumentCoverage(CoveredKind.BREAKER, name, List.of(), 1));
        assertThat(coverage(documents, THREE_ARE_STUCK, CoveredKind.BREAKER, "fleet-2")
                        .untested())
                .containsExactly("storm");
        assertThat(coverage(documents, THREE_ARE_STUCK, CoveredKind.POLICY, "stuck")
                        .untested())
                .as("its own breaker has not tripped")
                .contains("guard storm");
    }

    @Test
    void shouldKnowTimeIntervalsThatHeldAnIncidentBack() {
        String never = """
                ---
                kind: TimeIntervals
                metadata: {name: %s}
                spec: {timeIntervals: [{years: ['%s']}]}
                """;
        String documents =
                policy("muteTimeIntervals: [now]").replace("name: second,", "name: second, muteTimeIntervals: [later],")
                        + never.formatted("now", "2000:2098")
                        + never.formatted("later", "2099");

        assertThat(coverage(documents, ONE_IS_STUCK, CoveredKind.POLICY, "stuck")
                        .untested())
                .contains("time intervals of rung second")
                .doesNotContain("time intervals");
    }

    @Test
    void shouldKnowAnInhibitRuleThatHeldAnIncidentBack() {
        String documents = POLICY + "---\n" + POLICY.replace("{name: stuck}", "{name: other}") + """
                ---
                kind: InhibitRules
                metadata: {name: causes}
                spec:
                  rules:
                    - {sourceMatchers: ['policy="other"'], targetMatchers: ['policy="stuck"'], equal: [resource.zone]}
                    - {sourceMatchers: ['policy="other"'], targetMatchers: ['policy="stuck"', 'site="t"'], equal: [target]}
                """;

        assertThat(coverage(documents, ONE_IS_STUCK, CoveredKind.INHIBITION, "causes/1"))
                .isEqualTo(new DocumentCoverage(CoveredKind.INHIBITION, "causes/1", List.of(), 1));
        assertThat(coverage(documents, ONE_IS_STUCK, CoveredKind.INHIBITION, "causes/2")
                        .untested())
                .containsExactly("inhibited");
    }

    /** One incident about the domain calls a person, also where no policy would run anything. */
    @Test
    void shouldKnowASharedCauseOfPoliciesThatOnlyCall() {
        String documents = """
                kind: RemediationPolicy
                metadata: {name: stuck}
                spec:
                  match: [{name: m, sources: [logs], matchers: ['message="stuck"']}]
                  detect: {each: {of: m}, groupBy: [host]}
                  target: {resource: '{group.host}'}
                  clears: {quietFor: 30s}
                  escalate: [{action: page}]
                ---
                kind: DisruptionBudget
                metadata: {name: zones}
                spec: {selector: {all: true}, domains: {label: zone, handsOffAt: 2}}
                """;

        assertThat(coverage(documents, THREE_ARE_STUCK, CoveredKind.BUDGET, "zones")
                        .untested())
                .isEmpty();
    }
}
