package dev.farrier.policy.yaml.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.policy.yaml.test.PolicyTest.ScriptStep;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTestReaderTest {
    private static final String POLICIES = """
            kind: Source
            metadata: {name: logs}
            spec:
              topic: logs
              format: line
              pattern: '^(?P<host>\\S+) (?P<message>.*)$'
              event: {kind: log, message: message, labels: [host]}
              liveness: {expectEvery: 1m, by: [host]}
            ---
            kind: RemediationPolicy
            metadata: {name: stuck}
            spec:
              match: [{name: m, sources: [logs], matchers: ['message="stuck"']}]
              detect: {each: {of: m}, groupBy: [host]}
              target: {resource: '{group.host}'}
              clears: {quietFor: 1m}
              remediate: [{name: restart, steps: [{action: restart}], verify: {quietFor: 1m}}]
              escalate: [{action: restart}]
            ---
            kind: Action
            metadata: {name: restart}
            spec: {process: {argv: [restart]}}
            ---
            kind: Inventory
            metadata: {name: edge}
            spec: {resources: [{name: a, site: s, address: 10.0.0.1}]}
            ---
            kind: Inventory
            metadata: {name: core}
            spec: {resources: [{name: b, site: s, address: 10.0.0.2}]}
            """;

    private static CompileResult compile(String spec) {
        String test = "kind: PolicyTest\nmetadata: {name: t}\nspec: " + spec + "\n";
        return PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", POLICIES, "t.yaml", test)), "c");
    }

    private static PolicyTest test(String spec) {
        CompileResult compiled = compile(spec);
        assertThat(compiled.problems()).isEmpty();
        return compiled.tests().getFirst();
    }

    @Test
    void shouldPutStepsInTheOrderOfTheirTime() {
        PolicyTest test = test(
                "{steps: [{at: 1m, expect: []}, {at: 10s, repeat: 3, every: 20s, event: {source: logs, line: x}}]}");

        assertThat(test.steps())
                .extracting(ScriptStep::at)
                .containsExactly(
                        Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(50), Duration.ofMinutes(1));
        assertThat(test.steps().getLast()).isInstanceOf(ScriptStep.Expect.class);
    }

    @Test
    void shouldKeepTheWrittenOrderAtOneTime() {
        PolicyTest test = test("{steps: [{at: 1s, expect: []}, {at: 1s, halt: true}, {at: 1s, expect: []}]}");

        assertThat(test.steps())
                .extracting(step -> step.getClass().getSimpleName())
                .containsExactly("Expect", "SetHalt", "Expect");
    }

    @Test
    void shouldTakeOnlyTheInventoriesThatAreNamed() {
        assertThat(test("{given: {inventory: edge}, steps: [{at: 0s, expect: []}]}")
                        .resources())
                .containsExactly("a");
        assertThat(test("{given: {inventory: [edge, core]}, steps: [{at: 0s, expect: []}]}")
                        .resources())
                .containsExactlyInAnyOrder("a", "b");
        assertThat(test("{steps: [{at: 0s, expect: []}]}").resources()).isEmpty();
    }

    @Test
    void shouldReadHowThingsEnd() {
        PolicyTest test = test(
                "{given: {outcomes: {restart: failure, verify: {result: success, output: ok}}}, steps: [{at: 0s, expect: []}]}");

        assertThat(test.outcomes().get("restart")).isEqualTo(new PolicyTest.AssumedOutcome(false, ""));
        assertThat(test.outcomes().get("verify")).isEqualTo(new PolicyTest.AssumedOutcome(true, "ok"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 'spec.steps' is missing",
                "{steps: [{expect: []}]} | 'spec.steps[0].at' is missing",
                "{steps: [{at: 1s}]} | a step needs exactly one of",
                "{steps: [{at: 1s, expect: [], halt: true}]} | a step needs exactly one of",
                "{steps: [{at: soon, expect: []}]} | 'soon' is not a duration",
                "{steps: [{at: 1s, event: {source: log, line: x}}]} | unknown source 'log': did you mean 'logs'?",
                "{steps: [{at: 1s, event: {source: logs, lines: x}}]} | unknown key 'lines'",
                "{steps: [{at: 1s, event: {source: logs, status: firing}}]} | only alerts fire and resolve",
                "{steps: [{at: 1s, event: {source: logs, value: much}}]} | 'much' is not a number",
                "{steps: [{at: 1s, repeat: 2, event: {source: logs, line: x}}]} | 'spec.steps[0].every' is missing",
                "{steps: [{at: 1s, expect: [{comand: {}}]}]} | unknown key 'comand'",
                "{steps: [{at: 1s, expect: [{command: {}, resolved: {}}]}]} | write exactly one of",
                "{steps: [{at: 1s, expect: [{command: {rung: restrat}}]}]} | there is no rung 'restrat': did you mean 'restart'?",
                "{steps: [{at: 1s, expect: [{command: {verdict: act}}]}]} | unknown key 'verdict'",
                "{steps: [{at: 1s, expect: [{decision: {reason: bored}}]}]} | there is no reason 'bored'",
                "{steps: [{at: 1s, expect: [{decision: {policy: stick}}]}]} | there is no policy 'stick': did you mean 'stuck'?",
                "{steps: [{at: 1s, expect: [{command: {target: c}}]}]} | there is no target 'c'",
                "{steps: [{at: 1s, silent: [syslog]}]} | unknown source 'syslog'",
                "{given: {inventory: egde}, steps: []} | unknown inventory 'egde': did you mean 'edge'?",
                "{given: {outcomes: {reboot: failure}}, steps: []} | no policy has an action or step 'reboot'",
                "{given: {outcomes: {restart: perhaps}}, steps: []} | 'perhaps'",
                "{given: {start: yesterday}, steps: []} | 'yesterday' is not a time",
                "{given: {start: '9999-01-01T00:00:00Z'}, steps: []} | must lie between"
            })
    void shouldSayWhatIsWrong(String spec, String message) {
        CompileResult compiled = compile(spec);

        assertThat(compiled.bundle()).isNull();
        assertThat(compiled.tests()).isEmpty();
        assertThat(compiled.problems()).anySatisfy(problem -> {
            assertThat(problem.file()).isEqualTo("t.yaml");
            assertThat(problem.line()).isEqualTo(3);
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void shouldWarnOfStepsThatNothingJudges() {
        CompileResult compiled = compile("{steps: [{at: 1s, event: {source: logs, line: x}}]}");

        assertThat(compiled.bundle()).isNotNull();
        assertThat(compiled.problems())
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.message()).contains("nothing is expected after the last step"));
    }
}
