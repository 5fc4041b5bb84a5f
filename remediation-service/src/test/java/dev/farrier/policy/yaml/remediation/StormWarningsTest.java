package dev.farrier.policy.yaml.remediation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.yaml.Compile;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StormWarningsTest {
    private static final String HOSTS = """
            kind: Inventory
            metadata: {name: hosts}
            spec: {resources: [{name: a, site: eu}]}
            ---
            kind: Source
            metadata: {name: log}
            spec: {file: /var/log/app.log, format: line, event: {kind: log}, liveness: {expectEvery: 10m}}
            ---
            kind: Action
            metadata: {name: fix}
            spec: {process: {argv: [fix]}, timeout: 1m, onWorkerLoss: escalate}
            """;

    private static String policy(String name, String clears, String guards, String more) {
        return """
                kind: RemediationPolicy
                metadata: {name: %s}
                spec:
                  match:
                    - {name: bad, sources: [log], matchers: ['message="bad"']}
                    - {name: good, sources: [log], matchers: ['message="good"']}
                  detect: {each: {of: bad}, groupBy: []}
                  clears: %s
                  target: {resource: a}
                  guards: %s
                  %s
                  escalate: [{action: fix}]
                """.formatted(name, clears, guards, more);
    }

    private static final String RUNG =
            "remediate: [{name: fix, risk: harmless, steps: [{action: fix}], verify: {quietFor: 2m, within: 20m}}]";

    private static List<String> warnings(String... documents) {
        List<Problem> problems =
                PolicyCompiler.compile(Compile.files(documents), "test").problems();
        assertThat(problems).noneMatch(problem -> problem.severity() == Problem.Severity.ERROR);
        return problems.stream()
                .map(Problem::message)
                .filter(message -> message.contains("storm"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{storm: {max: 10}} | guards: {staleAfter: 20m} or longer",
                "{staleAfter: 10m, storm: {max: 10}} | guards: {staleAfter: 20m} or longer",
                "{storm: {max: 10, per: 1m, calmFor: 5m}} | guards: {staleAfter: 6m} or longer",
                "{staleAfter: 601s, storm: {max: 10}} | ",
                "{storm: {max: 10, per: 1m, calmFor: 299s}} | ",
                "{staleAfter: 1m} | ",
            })
    void shouldWarnOfAStormThatLastsLongerThanEventsAreActedOn(String guards, String instead) {
        List<String> warnings = warnings(HOSTS, policy("p", "{of: good}", guards, RUNG));
        if (instead == null) {
            assertThat(warnings).isEmpty();
        } else {
            assertThat(warnings).singleElement().asString().contains(instead);
        }
    }

    @Test
    void shouldNotWarnWhereTheEventsAgeDoesNotMatter() {
        String storm = "{storm: {max: 10}}";
        assertThat(warnings(HOSTS, policy("p", "{quietFor: 4m}", storm, RUNG))).isEmpty();
        assertThat(warnings(HOSTS, policy("p", "{quietFor: 5m}", storm, RUNG))).hasSize(1);
        assertThat(warnings(HOSTS, policy("p", "{of: good}", storm, "mode: shadow\n  " + RUNG)))
                .isEmpty();
        assertThat(warnings(HOSTS, policy("p", "{of: good}", storm, ""))).isEmpty();
        assertThat(warnings(
                        HOSTS,
                        policy(
                                "p",
                                "{of: good}",
                                storm,
                                RUNG.replace(
                                        "name: fix,", "name: fix, confirm: {http: 'http://{resource.address}/'},"))))
                .isEmpty();
    }

    @Test
    void shouldWarnOnceOfABreakerAndNameThePolicies() {
        String breaker = "kind: StormBreaker\nmetadata: {name: fleet}\nspec: {max: 50, per: 10m, calmFor: 30m}\n";
        String[] documents = new String[7];
        documents[0] = HOSTS;
        documents[1] = breaker;
        for (int i = 2; i < documents.length; i++) {
            documents[i] = policy("p" + i, "{of: good}", i == 2 ? "{staleAfter: 31m}" : "{}", RUNG);
        }
        assertThat(warnings(documents))
                .singleElement()
                .asString()
                .contains("for 30m, not less than staleAfter of policies p3, p4, p5 and 1 more:")
                .endsWith("write there guards: {staleAfter: 40m} or longer, or confirm in the first rung");
    }
}
