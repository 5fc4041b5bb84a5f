package dev.farrier.policy.yaml.remediation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.guard.EffectGuard.EffectLimit;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Mode;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.RecoveryCheck;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.Rung.Task;
import dev.farrier.policy.yaml.Compile;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy gets that does not say it. */
class DefaultsTest {
    private static final String SOURCES = """
            kind: Source
            metadata: {name: logs}
            spec: {topic: logs, event: {labels: [host]}, liveness: {expectEvery: 1m}}
            ---
            kind: Source
            metadata: {name: alerts}
            spec: {receiver: alertmanager, liveness: {expectEvery: 5m, watchdog: [alertname=Watchdog]}}
            ---
            kind: Action
            metadata: {name: page}
            spec: {http: {url: 'http://pager/'}, timeout: 7s}
            ---
            """;

    /** With what the other guards take when nothing is written. */
    private static Guards withUsual(Guards guards) {
        TreeMap<String, Object> settings = new TreeMap<>(guards.settings());
        settings.put("effect", EffectLimit.USUAL);
        return new Guards(guards.types(), settings);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "harmless, 1m, 20, 40",
        "disruptive, 5m, 5, 10",
        "destructive, 30m, 1, 3",
    })
    void shouldGuardByTheStrongestRisk(String risk, String cooldown, int perHour, int attempts) {
        String rungs = "[{name: a, risk: harmless, steps: [{action: page}]}, {name: b, risk: " + risk
                + ", steps: [{action: page}]}, {name: c, risk: harmless, steps: [{action: page}]}]";
        Guards guards = policy("clears: {quietFor: 1m}, remediate: " + rungs).guards();
        assertThat(guards)
                .isEqualTo(withUsual(new Guards(
                        Duration.parse("PT" + cooldown),
                        List.of(new RateLimit(perHour, Duration.ofHours(1), List.of("target"))),
                        new RateLimit(attempts, Duration.ofDays(1), List.of("target")),
                        Duration.ofMinutes(5))));
    }

    @Test
    void shouldReplaceOnlyTheGuardsThatAreWritten() {
        Guards guards = policy(
                        "clears: {quietFor: 1m}, guards: {cooldown: 0s, rateLimit: [], attempts: {max: 2, per: 1h}},"
                                + " remediate: [{name: a, steps: [{action: page}]}]")
                .guards();
        assertThat(guards)
                .isEqualTo(withUsual(new Guards(
                        Duration.ZERO,
                        List.of(),
                        new RateLimit(2, Duration.ofHours(1), List.of("target")),
                        Duration.ofMinutes(5))));
    }

    @Test
    void shouldTakeDisruptiveForGranted() {
        Rung rung = rung("name: a, steps: [{action: page}]");
        assertThat(rung.risk()).isEqualTo(Rung.Risk.DISRUPTIVE);
        assertThat(rung.confirm()).isNull();
    }

    @Test
    void shouldClearByWhatTheRungsVerifyBySilence() {
        Policy policy =
                policy("remediate: [{name: a, verify: {http: 'http://{resource.address}/'}, steps: [{action: page}]},"
                        + " {name: b, verify: {quietFor: 2m}, steps: [{action: page}]},"
                        + " {name: c, steps: [{action: page}]}]");
        Clearing quiet = new Clearing.QuietFor(Duration.ofMinutes(2));
        assertThat(policy.clears()).isEqualTo(quiet);
        assertThat(policy.remediate().get(2).verify())
                .isEqualTo(new Rung.Verify(
                        new RecoveryCheck.ByEvents(quiet), Duration.ofMinutes(10), Duration.ofMinutes(1)));
    }

    @Test
    void shouldCountWhatDoesNotClear() {
        Policy policy = Compile.bundle(SOURCES + """
                        kind: RemediationPolicy
                        metadata: {name: p}
                        spec:
                          match:
                            - {sources: [logs], matchers: [message=a]}
                            - {sources: [logs], matchers: [message=b]}
                            - {name: end, sources: [logs], matchers: [message=c]}
                          detect: {each: {}, groupBy: [host]}
                          clears: {of: end}
                          target: {resource: '{group.host}'}
                          escalate: [{action: page}]
                        """).policies().get("p");
        assertThat(policy.detector().of()).isEqualTo(Set.of("match1", "match2"));
        assertThat(policy.clears()).isEqualTo(new Clearing.ClearingEvent(Set.of("end")));
        assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
    }

    @Test
    void shouldGiveStepsTheTimeTheyNeed() {
        Rung rung = rung("name: a, steps: [{action: page}, {action: page, timeout: 9s}, {process: {argv: [a]}},"
                + " {waitUntil: {http: 'http://{resource.address}/'}}]");
        assertThat(rung.steps())
                .extracting(Step::timeout)
                .containsExactly(
                        Duration.ofSeconds(7), Duration.ofSeconds(9), Duration.ofSeconds(60), Duration.ofMinutes(10));
        assertThat(((Task.ProbeWait) rung.steps().get(3).task()).every()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void shouldRetryOnlyWhenTold() {
        Rung rung = rung("name: a, steps: [{action: page}, {action: page, retry: {max: 3}}]");
        assertThat(rung.steps()).extracting(Step::retries).containsExactly(0, 3);
        assertThat(rung.steps()).extracting(Step::backoff).containsExactly(Duration.ZERO, Duration.ofSeconds(5));
    }

    @Test
    void shouldMakeStepIdsUnique() {
        Rung rung = rung("name: a, steps: [{action: page}, {action: page}, {id: page-2, action: page},"
                + " {http: {url: 'http://x'}}, {http: {url: 'http://x'}}], rollback: [{action: page}]");
        assertThat(rung.steps()).extracting(Step::id).containsExactly("page", "page-3", "page-2", "http", "http-2");
        assertThat(rung.rollback()).extracting(Step::id).containsExactly("page-4");
    }

    @Test
    void shouldRollBackWhereThereIsARollback() {
        assertThat(rung("name: a, steps: [{action: page}]").steps())
                .extracting(Step::onFailure)
                .containsExactly(OnFailure.NEXT_RUNG);
        assertThat(
                        rung("name: a, steps: [{action: page}, {action: page, onFailure: continue}], rollback: [{action: page}]")
                                .steps())
                .extracting(Step::onFailure)
                .containsExactly(OnFailure.ROLLBACK, OnFailure.CONTINUE);
    }

    @Test
    void shouldVerifyAsWritten() {
        assertThat(rung("name: a, steps: [{action: page}], verify: {cleared: true, within: 20m}")
                        .verify())
                .isEqualTo(new Rung.Verify(
                        new RecoveryCheck.ByEvents(new Clearing.QuietFor(Duration.ofMinutes(1))),
                        Duration.ofMinutes(20),
                        Duration.ofMinutes(1)));
        assertThat(rung("name: a, steps: [{action: page}], verify: {within: 20m}")
                        .verify()
                        .within())
                .isEqualTo(Duration.ofMinutes(20));
        Rung.Verify probe =
                rung("name: a, steps: [{action: page}], verify: {http: 'http://{resource.address}/x', body: '', for: 1m}")
                        .verify();
        assertThat(((RecoveryCheck.ByProbe) probe.check()).forTime()).isEqualTo(Duration.ofMinutes(1));
        assertThat(((RecoveryCheck.ByProbe) probe.check()).probe().body()).isEmpty();
        assertThat(((RecoveryCheck.ByProbe) probe.check()).probe().status()).isZero();
    }

    @Test
    void shouldClearAlertsByTheirResolution() {
        Policy policy = Compile.bundle(SOURCES + """
                        kind: RemediationPolicy
                        metadata: {name: p}
                        spec:
                          match: [{sources: [alerts], matchers: [alertname=Down]}]
                          detect: {each: {}, groupBy: [instance]}
                          target: {resource: '{group.instance}'}
                          remediate:
                            - {name: a, verify: resolved, steps: [{action: page}]}
                            - {name: b, verify: {resolved: true, within: 8m}, steps: [{action: page}]}
                          escalate: [{action: page}]
                        """).policies().get("p");
        assertThat(policy.clears()).isEqualTo(new Clearing.Resolved());
        assertThat(policy.remediate())
                .extracting(rung -> rung.verify().check())
                .containsOnly(new RecoveryCheck.ByEvents(new Clearing.Resolved()));
    }

    private static Rung rung(String rung) {
        return policy("clears: {quietFor: 1m}, remediate: [{" + rung + "}]")
                .remediate()
                .get(0);
    }

    private static Policy policy(String spec) {
        return Compile.bundle(SOURCES + """
                        kind: RemediationPolicy
                        metadata: {name: p}
                        spec: {match: [{sources: [logs], matchers: [message=a]}], detect: {each: {}, groupBy: [host]},
                          target: {resource: '{group.host}'}, escalate: [{action: page}], %s}
                        """.formatted(spec)).policies().get("p");
    }

    @Test
    void shouldCallAsIsWrittenForAllPoliciesUnlessOneSaysItself() {
        String policies = """
                kind: RemediationPolicy
                metadata: {name: silent}
                spec: {match: [{sources: [logs], matchers: [message=a]}], detect: {each: {}, groupBy: [host]},
                  target: {resource: '{group.host}'}, clears: {quietFor: 1m}}
                ---
                kind: RemediationPolicy
                metadata: {name: own}
                spec: {match: [{sources: [logs], matchers: [message=a]}], detect: {each: {}, groupBy: [host]},
                  target: {resource: '{group.host}'}, clears: {quietFor: 1m}, escalate: [{id: own, action: page}]}
                ---
                kind: RemediationPolicy
                metadata: {name: untold}
                spec: {match: [{sources: [logs], matchers: [message=a]}], detect: {each: {}, groupBy: [host]},
                  target: {resource: '{group.host}'}, clears: {quietFor: 1m}, onResolved: []}
                ---
                kind: RemediationPolicy
                metadata: {name: shadow}
                spec: {mode: shadow, match: [{sources: [logs], matchers: [message=a]}], detect: {each: {}, groupBy: [host]},
                  target: {resource: '{group.host}'}, clears: {quietFor: 1m}, escalate: []}
                """;
        Bundle bundle = Compile.bundle(SOURCES + policies, """
                kind: Escalation
                metadata: {name: default}
                spec:
                  steps: [{id: first, action: page}, {id: second, process: {argv: [call]}}]
                  onResolved: [{id: over, action: page}]
                """);

        assertThat(calls(bundle, "silent")).isEqualTo("[first, second] [over]");
        assertThat(calls(bundle, "own")).isEqualTo("[own] [over]");
        assertThat(calls(bundle, "untold")).isEqualTo("[first, second] []");
        assertThat(calls(bundle, "shadow")).isEqualTo("[] [over]");
        assertThat(bundle.actions()).containsKey("escalation/default/steps/second");
    }

    private static String calls(Bundle bundle, String policy) {
        Policy found = bundle.policies().get(policy);
        return found.escalate().stream().map(Step::id).toList() + " "
                + found.onResolved().stream().map(Step::id).toList();
    }
}
