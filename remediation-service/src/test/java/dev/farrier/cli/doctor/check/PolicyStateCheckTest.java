package dev.farrier.cli.doctor.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.cli.doctor.check.PolicyStateCheck.PolicyFacts;
import dev.farrier.model.BundleHold;
import dev.farrier.model.PolicySourceReport;
import dev.farrier.policy.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyStateCheckTest {
    private static final long NOW = 100 * 60_000;

    private static PolicySourceReport report(String kind, String state, long minutesAgo) {
        long at = NOW - minutesAgo * 60_000;
        return new PolicySourceReport(
                kind, "policies", "", "", state, "told", List.of("a.yaml:1:1: bad"), List.of(), at, at, "host");
    }

    private static String wrong(String published, String unusable, Optional<PolicySourceReport> report) {
        return Findings.wrong(PolicyStateCheck.inForce(
                new PolicyFacts(published, 1, unusable, List.of(), report, Optional.empty()), NOW));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            directory | current     | 90 | ''
            git       | current     | 14 | ''
            git       | current     | 15 | warning: git policies was checked last 15 min ago: no process with the role policies runs
            git       | refused     | 0  | error: git policies is refused, so older policies stay in force: told: a.yaml:1:1: bad
            git       | unreachable | 0  | error: git policies is unreachable, so older policies stay in force: told: a.yaml:1:1: bad
            git       | held        | 0  | warning: git policies: told
            """)
    void shouldJudgeTheSource(String kind, String state, long minutesAgo, String wrong) {
        assertThat(wrong("c1", "", Optional.of(report(kind, state, minutesAgo))))
                .isEqualTo(wrong);
    }

    @Test
    void shouldSayThatNothingIsInForce() {
        assertThat(wrong("", "", Optional.empty())).startsWith("error: no policies are in force");
        assertThat(wrong("c1", "bundle c1 can't be used", Optional.empty()))
                .isEqualTo("error: bundle c1 can't be used");
    }

    @Test
    void shouldNameWhoHoldsACommit() {
        assertThat(Findings.text(PolicyStateCheck.inForce(
                        new PolicyFacts(
                                "c1",
                                2,
                                "",
                                List.of(new Problem("a.yaml", 3, 4, Problem.Severity.WARNING, "odd")),
                                Optional.of(report("git", "current", 0)),
                                Optional.of(new BundleHold("c1", "ann", "too many alerts", 0))),
                        NOW)))
                .containsExactly(
                        "ok: c1 is in force: 2 policies",
                        "warning: a.yaml:3:4: odd → correct that file",
                        "warning: git policies: ann holds c1, too many alerts → farrier policy release");
    }
}
