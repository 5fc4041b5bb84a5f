package dev.farrier.policytest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PolicyTestRunnerTest {
    private static final String POLICIES = """
            kind: Source
            metadata: {name: logs}
            spec:
              topic: logs
              format: line
              pattern: '^(?P<host>\\S+) (in (?P<zone>\\S+) )?(?P<message>.*)$'
              event: {kind: log, message: message, labels: [host, zone]}
              liveness: {expectEvery: 10s, by: [host], maxLag: 1s}
            ---
            kind: Source
            metadata: {name: prometheus}
            spec:
              receiver: alertmanager
              format: alertmanager
              liveness: {expectEvery: 1m, watchdog: ['alertname="Watchdog"'], maxLag: 1m}
            ---
            kind: RemediationPolicy
            metadata: {name: stuck}
            spec:
              match: [{name: m, sources: [logs], matchers: ['message="stuck"']}]
              detect: {threshold: {of: m, count: 3, within: 1m}, groupBy: [host]}
              target: {resource: '{group.host}'}
              clears: {quietFor: 30s}
              guards: {cooldown: 10m}
              remediate:
                - {name: restart, steps: [{action: restart}], verify: {quietFor: 30s, settle: 0s, within: 2m}}
                - {name: rebuild, steps: [{action: rebuild}], verify: {quietFor: 30s, settle: 0s, within: 2m}}
              escalate: [{action: page}]
            ---
            kind: RemediationPolicy
            metadata: {name: flaky}
            spec:
              match: [{name: m, sources: [logs], matchers: ['message="flaky"']}]
              detect: {each: {of: m}, groupBy: [host]}
              target: {resource: '{group.host}'}
              clears: {quietFor: 30s}
              guards: {cooldown: 0s}
              relapse: 5m
              recurrence: {max: 1, per: 1h}
              remediate:
                - {name: restart, steps: [{action: restart}], verify: {quietFor: 30s, settle: 0s, within: 2m}}
                - {name: rebuild, steps: [{action: rebuild}], verify: {quietFor: 30s, settle: 0s, within: 2m}}
              escalate: [{action: page}]
            ---
            kind: RemediationPolicy
            metadata: {name: down}
            spec:
              mode: shadow
              match: [{name: m, sources: [prometheus], matchers: ['alertname="Down"']}]
              detect: {each: {of: m}, groupBy: [host]}
              target: {resource: '{group.host}'}
              clears: resolved
              remediate:
                - {name: restart, steps: [{action: restart}], verify: {resolved: true, within: 10m}}
              escalate: [{action: page}]
            ---
            kind: RemediationPolicy
            metadata: {name: remote}
            spec:
              match: [{name: m, sources: [logs], matchers: ['message="zoned"'], where: 'labels.zone == "z"'}]
              detect: {each: {of: m}, groupBy: [host]}
              target: {resource: '{group.host}'}
              clears: {quietFor: 30s}
              escalate: [{action: page}]
            ---
            kind: Action
            metadata: {name: restart}
            spec: {process: {argv: [restart]}}
            ---
            kind: Action
            metadata: {name: rebuild}
            spec: {process: {argv: [rebuild]}}
            ---
            kind: Action
            metadata: {name: page}
            spec: {process: {argv: [page]}}
            ---
            kind: Inventory
            metadata: {name: all}
            spec: {resources: [{name: a, site: s, address: 10.0.0.1}, {name: b, site: t, address: 10.0.0.2},
                {name: e, site: s, address: 10.0.0.3}, {name: f, site: s, address: 10.0.0.4}]}
            """;

    private final CompileResult policies = compile("");

    private static CompileResult compile(String spec) {
        TreeMap<String, String> files = new TreeMap<>(Map.of("p.yaml", POLICIES));
        if (!spec.isEmpty()) {
            files.put("t.yaml", "kind: PolicyTest\nmetadata: {name: t}\nspec:\n" + spec.indent(2));
        }
        CompileResult compiled = PolicyCompiler.compile(files, "c1");
        assertThat(compiled.bundle()).as("%s", compiled.problems()).isNotNull();
        return compiled;
    }

    private TestResult run(String spec) {
        CompileResult compiled = compile(spec);
        return PolicyTestRunner.run(compiled.tests().getFirst(), Objects.requireNonNull(compiled.bundle()));
    }

    private void passes(String spec) {
        assertThat(run(spec).failures()).isEmpty();
    }

    @Test
    void shouldDiagnoseBeforeTheFirstRungWhateverBecomesOfIt() {
        String policies =
                POLICIES.replace("guards: {cooldown: 10m}", "guards: {cooldown: 10m}\n  diagnose: [{action: look}]")
                        + """
                ---
                kind: Action
                metadata: {name: look}
                spec: {process: {argv: [look]}, readOnly: true}
                """;
        String test = """
                kind: PolicyTest
                metadata: {name: t}
                spec:
                  given: {outcomes: {diagnose/look: failure, restart: failure}}
                  steps:
                    - {at: 0s, repeat: 3, every: 1s, event: {source: logs, line: a stuck}}
                    - at: 3s
                      expect:
                        - {command: {rung: restart, step: diagnose/look, action: look}}
                        - {command: {rung: restart, step: restart}}
                        - {command: {rung: rebuild, step: rebuild}}
                """;
        CompileResult compiled =
                PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", policies, "t.yaml", test)), "c1");
        assertThat(compiled.bundle()).as("%s", compiled.problems()).isNotNull();
        assertThat(PolicyTestRunner.run(compiled.tests().getFirst(), Objects.requireNonNull(compiled.bundle()))
                        .failures())
                .isEmpty();
    }

    @Test
    void shouldStopAPolicyThatDoesNotHelpUntilItIsAcknowledged() {
        passes("""
                given: {outcomes: {restart: failure, rebuild: failure}}
                steps:
                  - {at: 0s, repeat: 3, every: 1s, event: {source: logs, line: a stuck}}
                  - {at: 10s, repeat: 3, every: 1s, event: {source: logs, line: b stuck}}
                  - {at: 20s, repeat: 3, every: 1s, event: {source: logs, line: e stuck}}
                  - at: 25s
                    expect:
                      - {command: {step: restart, target: a}}
                      - {command: {step: rebuild, target: a}}
                      - {escalated: {target: a}}
                      - {command: {step: page, target: a}}
                      - {command: {step: restart, target: b}}
                      - {command: {step: rebuild, target: b}}
                      - {escalated: {target: b}}
                      - {command: {step: page, target: b}}
                      - {command: {step: restart, target: e}}
                      - {command: {step: rebuild, target: e}}
                      - {escalated: {target: e}}
                      - {command: {step: page, target: e}}
                      - {escalated: {reason: policy-stopped}}
                      - {command: {step: page}}
                  - {at: 30s, repeat: 3, every: 1s, event: {source: logs, line: f stuck}}
                  - {at: 33s, expect: [{decision: {target: f, verdict: defer, reason: policy-stopped}}]}
                  - {at: 40s, outcomes: {restart: success}}
                  - {at: 40s, acknowledge: stuck}
                  - {at: 41s, expect: [{command: {step: restart, target: f}}]}
                """);
    }

    @Test
    void shouldStartNothingThatIsSilencedUntilTheSilenceIsOver() {
        passes("""
                steps:
                  - {at: 0s, silence: {matchers: ['target="a"'], for: 20s}}
                  - {at: 1s, event: {source: logs, line: a flaky}}
                  - {at: 1s, event: {source: logs, line: b flaky}}
                  - at: 19s
                    expect: [{decision: {target: a, verdict: defer, reason: silenced}}, {command: {step: restart, target: b}}]
                  - {at: 21s, expect: [{command: {step: restart, target: a}}]}
                """);
    }

    @Test
    void shouldAskBeforeTheRungAndActOnceEnoughHaveSaidYes() {
        String asks = POLICIES.replace(
                        "{name: restart, steps", "{name: restart, approval: {names: [ann, bob], count: 2}, steps")
                .replace("{action: page}]", "{action: page, with: {text: '{incident.because}'}}]")
                .replace(
                        "spec: {process: {argv: [page]}}",
                        "spec: {parameters: {text: {type: string}}, process: {argv: [page, '{params.text}']}}");
        String test = """
                kind: PolicyTest
                metadata: {name: t}
                spec:
                  steps:
                    - {at: 0s, event: {source: logs, line: a flaky}}
                    - at: 1s
                      expect:
                        - {decision: {target: a, verdict: defer, reason: awaiting-approval, rung: restart}}
                        - command:
                            step: page
                            with:
                              text: "APPROVAL ASKED until 2026-01-01T00:15:00Z: may the disruptive rung restart act on a at s? It runs restart: restart. Asked: 2 of ann or bob. Answer with 'farrier incidents approve flaky-04fd129fdf --rung restart' or 'reject'. The symptom: a match of m"
                    - {at: 2s, approve: {target: a, by: ann}}
                    - {at: 3s, approve: {target: a, by: cyd}}
                    - {at: 4s, expect: []}
                    - {at: 5s, approve: {target: a, by: bob}}
                    - {at: 6s, expect: [{command: {step: restart, target: a}}]}
                    - {at: 7s, reject: {target: a, by: bob}}
                """;
        CompileResult compiled = PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", asks, "t.yaml", test)), "c1");
        assertThat(compiled.bundle()).as("%s", compiled.problems()).isNotNull();
        assertThat(PolicyTestRunner.run(compiled.tests().getFirst(), Objects.requireNonNull(compiled.bundle()))
                        .failures())
                .extracting(TestResult.TestFailure::what)
                .containsExactly("test t: at 7s nobody is asked about a rung on a");
    }

    @Test
    void shouldStartNothingOnWhatIsInMaintenanceAndThenOnlyOnWhatShowsAgain() {
        passes("""
                steps:
                  - {at: 0s, maintenance: {selector: a, for: 20s}}
                  - {at: 1s, event: {source: logs, line: a flaky}}
                  - {at: 1s, event: {source: logs, line: b flaky}}
                  - at: 21s
                    expect: [{decision: {target: a, verdict: defer, reason: maintenance}}, {command: {step: restart, target: b}}]
                  - {at: 22s, event: {source: logs, line: a flaky}}
                  - {at: 23s, expect: [{command: {step: restart, target: a}}]}
                """);
    }

    @Test
    void shouldStartNothingInAStormUntilItsBreakerIsAcknowledged() {
        String breaker = """
                ---
                kind: StormBreaker
                metadata: {name: fleet}
                spec: {max: 1}
                """;
        String test = """
                kind: PolicyTest
                metadata: {name: t}
                spec:
                  steps:
                    - {at: 0s, event: {source: logs, line: a flaky}}
                    - {at: 1s, event: {source: logs, line: b flaky}}
                    - at: 5s
                      expect:
                        - {command: {step: restart, target: a}}
                        - {decision: {target: b, verdict: defer, reason: storm}}
                        - {escalated: {reason: storm}}
                        - {command: {step: page}}
                    - {at: 10s, acknowledgeBreaker: fleet}
                    - {at: 10s, expect: [{command: {step: restart, target: b}}]}
                """;
        CompileResult compiled =
                PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", POLICIES + breaker, "t.yaml", test)), "c1");
        assertThat(compiled.bundle()).as("%s", compiled.problems()).isNotNull();
        assertThat(PolicyTestRunner.run(compiled.tests().getFirst(), Objects.requireNonNull(compiled.bundle()))
                        .failures())
                .isEmpty();
    }

    @Test
    void shouldStartNothingForWhatAnotherIncidentExplains() {
        String rules = """
                ---
                kind: InhibitRules
                metadata: {name: causes}
                spec:
                  rules: [{sourceMatchers: ['policy="flaky"'], targetMatchers: ['policy="stuck"'], equal: [site]}]
                """;
        String test = """
                kind: PolicyTest
                metadata: {name: t}
                spec:
                  steps:
                    - {at: 0s, event: {source: logs, line: a flaky}}
                    - {at: 1s, repeat: 3, every: 1s, event: {source: logs, line: e stuck}}
                    - at: 5s
                      expect:
                        - {command: {step: restart, target: a}}
                        - {decision: {target: e, policy: stuck, verdict: defer, reason: inhibited}}
                    - {at: 1m, expect: [{resolved: {policy: flaky}}]}
                """;
        CompileResult compiled =
                PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", POLICIES + rules, "t.yaml", test)), "c1");
        assertThat(compiled.bundle()).as("%s", compiled.problems()).isNotNull();
        assertThat(PolicyTestRunner.run(compiled.tests().getFirst(), Objects.requireNonNull(compiled.bundle()))
                        .failures())
                .isEmpty();
    }

    @Test
    void shouldGoOnWithTheNextRungInARelapseAndCallAPersonForWhatRecurs() {
        passes("""
                steps:
                  - {at: 0s, event: {source: logs, line: a flaky}}
                  - {at: 1m, expect: [{command: {step: restart}}, {resolved: {policy: flaky, target: a}}]}
                  - {at: 2m, event: {source: logs, line: a flaky}}
                  - {at: 3m, expect: [{command: {step: rebuild}}, {resolved: {policy: flaky, target: a}}]}
                  - {at: 30m, event: {source: logs, line: a flaky}}
                  - {at: 31m, expect: [{decision: {verdict: ignore, reason: recurred}}, {escalated: {reason: recurred}}, {command: {step: page}}]}
                """);
    }

    @Test
    void shouldFireOnTheThirdLineAndHealWhenItIsQuiet() {
        passes("""
                steps:
                  - {at: 0s, repeat: 2, every: 10s, event: {source: logs, line: a stuck}}
                  - {at: 19s, expect: []}
                  - {at: 20s, event: {source: logs, line: a stuck}}
                  - at: 20s
                    expect:
                      - detection: {policy: stuck, group: {host: a}}
                      - decision: {verdict: act, reason: guards-passed, target: a, rung: restart}
                      - command: {rung: restart, step: restart, action: restart, target: a}
                  - {at: 50s, expect: []}
                  - {at: 54s, expect: [{resolved: {policy: stuck, target: a, reason: cleared}}]}
                """);
    }

    @Test
    void shouldGoUpTheLadderAsStepsFail() {
        passes("""
                given: {outcomes: {restart: failure, rebuild: failure}}
                steps:
                  - {at: 0s, repeat: 3, every: 1s, event: {source: logs, line: b stuck}}
                  - at: 2s
                    expect:
                      - command: {rung: restart, target: b}
                      - command: {rung: rebuild, target: b}
                      - escalated: {policy: stuck, reason: rungs-used-up}
                      - command: {action: page}
                """);
    }

    @Test
    void shouldNotFindQuietWhatNobodyHears() {
        passes("""
                steps:
                  - {at: 0s, repeat: 3, every: 1s, event: {source: logs, line: a stuck}}
                  - {at: 2s, expect: [{command: {rung: restart}}]}
                  - {at: 3s, silent: logs}
                  - {at: 2m, expect: []}
                  - {at: 3m, expect: [{escalated: {reason: source-stale}}, {command: {action: page}}]}
                """);
    }

    @Test
    void shouldTakeAlertsThroughAlertmanagersWebhookAndShadowForEnforce() {
        passes("""
                steps:
                  - {at: 0s, event: {source: prometheus, name: Down, severity: critical, labels: {host: a}}}
                  - {at: 0s, expect: [{command: {policy: down, rung: restart, target: a}}]}
                  - {at: 1m, event: {source: prometheus, name: Down, severity: critical, labels: {host: a}, status: resolved}}
                  - {at: 4m, expect: [{resolved: {policy: down}}]}
                """);
    }

    @Test
    void shouldStartNothingWhileHalted() {
        passes("""
                steps:
                  - {at: 0s, halt: true}
                  - {at: 1s, repeat: 3, every: 1s, event: {source: logs, line: a stuck}}
                  - {at: 5s, expect: [{decision: {verdict: defer, reason: halted}}]}
                  - {at: 6s, halt: false}
                  - {at: 6s, expect: [{command: {rung: restart}}]}
                """);
    }

    @Test
    void shouldShowExpectedAndGotWithThePlaceOfTheExpectation() {
        TestResult result = run("""
                steps:
                  - {at: 0s, repeat: 3, every: 1s, event: {source: logs, line: a stuck}}
                  - {at: 2s, expect: [{command: {rung: rebuild}}]}
                """);

        assertThat(result.passed()).isFalse();
        TestResult.TestFailure failure = result.failures().getFirst();
        assertThat(failure.place().toString()).isEqualTo("t.yaml:6:16");
        assertThat(failure.what()).isEqualTo("test t: at 2s it is not as expected");
        assertThat(failure.details())
                .containsExactly(
                        "  expected              |  got",
                        "- command rung=rebuild  |",
                        "+                       |  at 2s: command action=restart policy=stuck rung=restart step=restart"
                                + " target=a group={host=a}",
                        "  besides there was",
                        "    at 2s: detection policy=stuck group={host=a}",
                        "    at 2s: decision policy=stuck reason=guards-passed rung=restart target=a verdict=act"
                                + " group={host=a}");
    }

    @Test
    void shouldSayWhichWhereFailedOnWhichEvent() {
        TestResult result = run("""
                steps:
                  - {at: 0s, event: {source: logs, line: a fine}}
                  - {at: 1s, event: {source: logs, line: a zoned}}
                  - {at: 2s, event: {source: prometheus, name: Down}}
                  - {at: 3s, expect: [{detection: {policy: remote}}]}
                """);

        assertThat(result.failures().getFirst().details())
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("  expected"),
                        row -> assertThat(row).startsWith("- detection policy=remote"),
                        failed -> assertThat(failed)
                                .startsWith("policy remote: its where failed: ")
                                .contains("zone")
                                .endsWith(" (event at 1s: logs{host=a} zoned)"),
                        lacking -> assertThat(lacking)
                                .isEqualTo("policy down: the label host, by which it groups, is missing (event at 2s:"
                                        + " prometheus{alertname=Down} Down)"));
    }

    @Test
    void shouldTellTheNewestOfManyEventsThatCouldNotBeUsed() {
        TestResult result = run("""
                steps:
                  - {at: 1s, repeat: 12, every: 1s, event: {source: logs, line: a zoned}}
                  - {at: 20s, expect: []}
                  - {at: 20s, expect: [{detection: {policy: remote}}]}
                """);

        assertThat(result.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.details())
                        .hasSize(13)
                        .contains("the newest 10 of 12 events that could not be used:")
                        .last()
                        .asString()
                        .contains("(event at 12s: "));
    }

    @Test
    void shouldSayWhatASourceCannotRead() {
        TestResult result = run("""
                steps:
                  - {at: 0s, event: {source: logs, line: neither}}
                  - {at: 2s, expect: []}
                """);

        assertThat(result.failures())
                .singleElement()
                .satisfies(
                        failure -> assertThat(failure.what()).startsWith("test t: source logs can't read 'neither': "));
    }

    @Test
    void shouldKnowNoResourceBesidesThoseGiven() {
        TestResult result = run("""
                given: {inventory: all, start: '2020-02-29T12:00:00Z'}
                steps:
                  - {at: 0s, repeat: 3, every: 1s, event: {source: logs, line: c stuck}}
                  - {at: 2s, expect: [{decision: {verdict: ignore, reason: unknown-target}}]}
                """);
        assertThat(result.failures()).isEmpty();
        assertThat(result.happened()).allMatch(line -> line.time() == 1_582_977_602_000L);
    }

    @Test
    void shouldTellWhatNoTestHasReached() {
        TestResult result = run("""
                steps:
                  - {at: 0s, repeat: 3, every: 1s, event: {source: logs, line: a stuck}}
                  - {at: 2s, expect: [{command: {rung: restart}}]}
                """);

        List<Coverage.DocumentCoverage> coverage =
                Coverage.of(Objects.requireNonNull(policies.bundle()), List.of(result));
        assertThat(coverage.getFirst().untested()).contains("its detection", "rung restart", "escalation");
        assertThat(coverage.getLast().name()).isEqualTo("stuck");
        assertThat(coverage.getLast().untested())
                .contains("rung rebuild", "guard cooldown", "escalation")
                .doesNotContain("its detection", "rung restart");
        assertThat(coverage.getLast().parts())
                .isGreaterThan(coverage.getLast().untested().size());
    }
}
