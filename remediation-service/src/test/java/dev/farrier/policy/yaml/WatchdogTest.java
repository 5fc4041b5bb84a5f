package dev.farrier.policy.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.source.Source;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy that trusts in {@code resolved} must leave time for. */
class WatchdogTest {
    private static final String FILE = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: prometheus}
            spec:
              receiver: alertmanager
              liveness: {expectEvery: 5m, LAG watchdog: ['alertname="Watchdog"']}
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: down}
            spec:
              match: [{name: down, sources: [prometheus], matchers: ['alertname="Down"']}]
              detect: {each: {of: down}, groupBy: [host]}
              target: {resource: '{group.host}'}
              remediate:
                - name: restart
                  steps: [{process: {argv: [restart, '{resource.name}']}}]
                  verify: VERIFY
              escalate: [{process: {argv: [call, somebody]}}]
            ---
            apiVersion: farrier.dev/v1
            kind: Inventory
            metadata: {name: all}
            spec:
              resources: [{name: mb-01, site: local}]
            """;

    @Test
    void shouldAllowTheWatchdogToOutliveAnotherAlertByTheIntervalsOfAPrometheusAsItIsInstalled() {
        Source source = Objects.requireNonNull(compile("", "resolved").bundle())
                .sources()
                .get("prometheus");

        assertThat(Objects.requireNonNull(Objects.requireNonNull(source).liveness())
                        .maxLag())
                .isEqualTo(Duration.ofMinutes(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maxLag: 5m,        | resolved                          | true",
                "maxLag: 300001ms,  | resolved                          | false",
                "maxLag: 1m,        | '{resolved: true, within: 6m}'     | true",
                "maxLag: 1m,        | '{resolved: true, within: 359s}'   | false",
            })
    void shouldRefuseATimeInWhichNoEndCouldBeKnown(String lag, String verify, boolean fits) {
        List<Problem> problems = compile(lag, verify).problems();

        if (fits) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems)
                    .singleElement()
                    .satisfies(problem ->
                            assertThat(problem.toString()).contains("plus expectEvery 5m", "write a longer within"));
        }
    }

    private static CompileResult compile(String lag, String verify) {
        String text = FILE.replace("LAG", lag).replace("VERIFY", verify);
        return PolicyCompiler.compile(Compile.files(text), "c1");
    }
}
