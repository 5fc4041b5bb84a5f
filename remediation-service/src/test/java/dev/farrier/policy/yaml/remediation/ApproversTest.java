package dev.farrier.policy.yaml.remediation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.Approvers;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An approval that nobody can give, by the tokens of a service. */
class ApproversTest {
    private static final String POLICY = """
            kind: Source
            metadata: {name: logs}
            spec: {topic: logs, event: {labels: [host]}}
            ---
            kind: RemediationPolicy
            metadata: {name: p}
            spec:
              mode: MODE
              match: [{sources: [logs], matchers: [host=a]}]
              detect: {each: {}, groupBy: [host]}
              clears: {quietFor: 1m}
              target: {resource: '{group.host}'}
              remediate: [{name: r, RUNG steps: [{process: {argv: [x]}}], verify: {quietFor: 1m, within: 10m}}]
              escalate: [{process: {argv: [page]}}]
            """;

    @ParameterizedTest(name = "[{index}] {0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "enforce | approval: {},                          | ann:approver               | ''",
                "enforce | approval: {},                          | ann:operator               | no owner of a token of http.tokens is one",
                "enforce | approval: {count: 2},                  | ann:approver               | only ann can answer",
                "enforce | approval: {count: 2},                  | ann:approver bob:approver  | ''",
                "enforce | approval: {names: [eve]},              | ann:approver               | it asks eve, and no owner",
                "enforce | approval: {names: [eve]},              | eve:viewer                 | ''",
                "enforce | approval: {roles: [operator]},         | ann:operator               | ''",
                "approve | ''                                     | ann:operator               | it asks any approver",
                "approve | ''                                     | ann:approver               | ''",
                "enforce | ''                                     | ann:operator               | ''"
            })
    void shouldBeAnErrorWhenNobodyCanGiveIt(String mode, String rung, String tokens, String error) {
        TreeMap<String, SortedSet<String>> roles = new TreeMap<>();
        Arrays.stream(tokens.split(" "))
                .map(token -> token.split(":"))
                .forEach(token -> roles.put(token[0], new TreeSet<>(List.of(token[1]))));
        String text = POLICY.replace("MODE", mode).replace("RUNG", rung == null ? "" : rung);

        var errors =
                PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", text)), "c", new Approvers(roles))
                        .problems()
                        .stream()
                        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                        .filter(problem -> problem.message().contains("nobody can give"))
                        .map(Problem::toString)
                        .toList();

        if (error == null || error.isEmpty()) {
            assertThat(errors).isEmpty();
        } else {
            assertThat(errors).singleElement().asString().contains(error);
        }
    }
}
