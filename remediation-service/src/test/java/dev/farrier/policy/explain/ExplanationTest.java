package dev.farrier.policy.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplanationTest {
    private static final String WORLD = """
            kind: Source
            metadata: {name: logs}
            spec:
              topic: logs
              format: line
              pattern: '^(?P<host>\\S+) (?P<user>\\S+) (?P<value>\\S+) (?P<message>.*)$'
              event: {kind: metric, value: value, message: message, labels: [host, user]}
              liveness: {expectEvery: 1m, by: [host]}
            ---
            kind: Inventory
            metadata: {name: edge}
            spec: {resources: [{name: a, site: s, address: 10.0.0.1}]}
            ---
            kind: Action
            metadata: {name: run}
            spec:
              parameters: {level: {allowOptions: true}, unit: {}}
              process: {argv: [run, '{params.level}', '{params.unit}']}
            """;

    private static List<String> explain(String spec, String... others) {
        String policy = "kind: RemediationPolicy\nmetadata: {name: stuck}\nspec:\n" + spec.indent(2);
        String world = WORLD + "---\n" + String.join("---\n", others);
        CompileResult compiled = PolicyCompiler.compile(
                new TreeMap<>(Map.of("w.yaml", others.length == 0 ? WORLD : world, "p.yaml", policy)), "c");
        Bundle bundle = Objects.requireNonNull(
                compiled.bundle(), () -> compiled.problems().toString());
        return Explanation.of(bundle, Objects.requireNonNull(bundle.policies().get("stuck")));
    }

    @Test
    void shouldSayWhichOpenIncidentsHoldItBack() {
        String other = """
                kind: RemediationPolicy
                metadata: {name: down}
                spec:
                  match: [{name: full, sources: [logs], matchers: ['message=~".*full.*"']}]
                  detect: {each: {of: full}, groupBy: [host]}
                  clears: {quietFor: 1m}
                  target: {resource: '{group.host}'}
                  remediate: [{name: r, steps: [{process: {argv: [mend]}}], verify: {quietFor: 1m, settle: 0s, within: 5m}}]
                  escalate: [{process: {argv: [page]}}]
                """;
        String rules = """
                kind: InhibitRules
                metadata: {name: causes}
                spec:
                  rules:
                    - {sourceMatchers: ['policy="down"'], targetMatchers: ['policy="stuck"', 'risk!="harmless"'], equal: [target, site]}
                    - {sourceMatchers: ['policy="stuck"'], targetMatchers: ['policy="down"']}
                """;

        assertThat(explain(other.substring(other.indexOf("spec:") + 6).indent(-2), other, rules))
                .filteredOn(line -> line.contains("inhibit rule"))
                .containsExactly(
                        "    - it has policy=\"stuck\",risk!=\"harmless\", and an incident with policy=\"down\" is open that has"
                                + " the same target and site (inhibit rule causes/1): waits for the end of that one, and calls nobody"
                                + " meanwhile");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{max: 3, per: 7d} | when it has healed a target 3 times within 7d, a new incident there calls a person, and nothing is run",
                "{max: 1, per: 1h, then: stop} | when it has healed a target 1 time within 1h, a new incident there calls a person, and nothing is run on the target until that person cancels or retries the incident",
                "{max: 2, per: 1d, then: next-rung} | when it has healed a target 2 times within 1d, a new incident there begins with the rung after the one that healed the last one; when there is none, it calls a person",
            })
    void shouldSayWhatHappensToATargetThatIsHealedAgainAndAgain(String recurrence, String line) {
        assertThat(explain("""
                match:
                  - {name: full, sources: [logs], matchers: ['message=~".*full.*"']}
                detect: {each: {of: full}, groupBy: [host]}
                target: {resource: '{group.host}'}
                clears: {quietFor: 2m}
                recurrence: %s
                relapse: 10m
                remediate:
                  - {name: one, steps: [{process: {argv: [one]}}]}
                  - {name: two, steps: [{process: {argv: [two]}}]}
                escalate: [{process: {argv: [call]}}]
                """.formatted(recurrence)))
                .contains(
                        "  " + line,
                        "  when the symptom returns within 10m after a rung has helped, goes on with the next rung in the same"
                                + " incident, without a cooldown");
    }

    @Test
    void shouldSayWhatIsAStorm() {
        assertThat(explain("""
                match:
                  - {name: full, sources: [logs], matchers: ['message=~".*full.*"']}
                detect: {each: {of: full}, groupBy: [host]}
                target: {resource: '{group.host}'}
                clears: {quietFor: 2m}
                guards: {storm: {max: 10, calmFor: 20m}}
                escalate: [{process: {argv: [call]}}]
                """, """
                kind: StormBreaker
                metadata: {name: fleet}
                spec: {max: 50, per: 5m, by: site}
                """))
                .contains(
                        "    - more than 10 new incidents of this policy were opened within 10m: calls a person once, and waits until"
                                + " no new one has come for 20m, or for farrier policy acknowledge",
                        "    - more than 50 new incidents of all policies were opened at its site within 5m (storm breaker fleet): a"
                                + " person is called once, and it waits until no new one has come for 5m, or for farrier breakers"
                                + " acknowledge");
    }

    @Test
    void shouldSayWhichValueMayBeAnOptionAndNameSecretsOnly() {
        assertThat(explain("""
                match:
                  - {name: full, sources: [logs], matchers: ['message=~".*full.*"']}
                detect: {each: {of: full}, groupBy: [host, user]}
                target: {resource: '{group.host}'}
                clears: {quietFor: 2m}
                remediate:
                  - name: run
                    steps:
                      - {action: run, with: {level: '{group.user}', unit: app}}
                      - http: {url: 'http://{resource.address}/?k={secret.env:KEY}'}
                escalate: [{process: {argv: [call]}}]
                """))
                .anyMatch(line -> line.contains(", level = {group.user} (which may be an option), unit = app;"))
                .anyMatch(line -> line.contains("POST http://{resource.address}/?k={secret.env:KEY};"));
    }

    @Test
    void shouldSayWhatItAsksBeforeAnythingIsChanged() {
        assertThat(explain("""
                match:
                  - {name: full, sources: [logs], matchers: ['message=~".*full.*"']}
                detect: {each: {of: full}, groupBy: [host]}
                target: {resource: '{group.host}'}
                clears: {quietFor: 2m}
                diagnose: [{id: dump, process: {argv: [jstack, '{resource.name}']}, readOnly: true}]
                remediate: [{name: one, steps: [{process: {argv: [one]}}]}]
                escalate: [{process: {argv: [call]}}]
                """))
                .containsSubsequence(
                        "  once an incident, before the first rung changes anything, asks for at most 30s:",
                        "       dump: runs jstack {resource.name}; at most 30s; goes on when it fails",
                        "  rung 1, one (disruptive)");
    }

    @Test
    void shouldSayEverythingThatAPolicyDoesAndMarkWhatNobodyHasWritten() {
        assertThat(explain("""
                mode: shadow
                match:
                  - {name: full, sources: [logs], matchers: ['message=~".*full.*"'], where: 'event.labels.user != "x"'}
                detect: {threshold: {of: full, count: 3, within: 1m}, groupBy: [host]}
                target: {resource: '{group.host}'}
                clears: {quietFor: 2m}
                guards: {cooldown: 15m}
                remediate:
                  - name: drain
                    risk: disruptive
                    confirm: {http: 'http://{resource.address}/free', body: '0'}
                    steps:
                      - http: {method: POST, url: 'http://{resource.address}/drain'}
                        timeout: 5s
                        retry: {max: 2, backoff: 10s}
                      - waitUntil: {http: 'http://{resource.address}/sessions', body: '0', every: 2s}
                        timeout: 20m
                      - id: restart
                        process: {argv: [systemctl, restart, x]}
                        onFailure: continue
                    rollback:
                      - id: undrain
                        process: {argv: [undrain]}
                    verify: {quietFor: 2m}
                escalate:
                  - id: page
                    process: {argv: [page, '{resource.name}']}
                """))
                .containsExactly(
                        "stuck (shadow: decides and records everything, runs and calls nothing)",
                        "  fires on 3 matches of full within 1m, then counts from 0 again, for each host separately",
                        "    full: an event of logs with message=~\".*full.*\" and event.labels.user != \"x\"",
                        "    events that come up to 10s out of order are counted too",
                        "    of more than 100000 groups in a partition, forgets the one that was idle for the longest "
                                + "time (default)",
                        "  acts on the resource {group.host}; when no inventory has it, does nothing",
                        "  is over when nothing has matched for 2m while its source is alive",
                        "  before each rung, when",
                        "    - everything, its site, the policy or the target is halted: waits for resume",
                        "    - a person has silenced it: waits for the end of the silence, and calls nobody meanwhile",
                        "    - its target is in maintenance: waits for the end of that, and calls nobody meanwhile",
                        "    - more than 2 of its last 5 runs, of all targets, did not help: calls a person once, and waits for farrier policy acknowledge (default)",
                        "    - no executors of the target's site are known: waits for them",
                        "    - the event is older than 5m: ignores the detection, or calls a person when the incident has waited"
                                + " meanwhile (default, disruptive)",
                        "    - the target carries the last executor of a site: calls a person; the last on which no incident"
                                + " acts: waits",
                        "    - its target has had 10 rungs within 1d, of any policy: calls a person (default, disruptive)",
                        "    - another incident has the lease of the target: waits, and then acts only when a later "
                                + "event shows the symptom",
                        "    - an incident of this policy has acted on the target and ended less than 15m ago: waits",
                        "    - 5 rungs within 1h for each target were started: waits (default, disruptive)",
                        "  rung 1, drain (disruptive)",
                        "       first probes: goes on only when GET http://{resource.address}/free answers 2xx '0'",
                        "       1) http: POST http://{resource.address}/drain; at most 5s, tried again up to 2 times, 10s apart; "
                                + "without an answer it is not tried again, but verified",
                        "       2) waitUntil: waits until GET http://{resource.address}/sessions answers 2xx '0', with a request "
                                + "every 2s;"
                                + " at most 20m",
                        "       3) restart: runs systemctl restart x; at most 1m; goes on when it fails",
                        "       when a step fails: undrain: runs undrain; at most 1m; goes on when it fails; then the next rung",
                        "       for 1m (default, disruptive) after its last step ignores matches; what ends the "
                                + "symptom counts at once",
                        "       it has helped when nothing has matched for 2m while its source is alive, known within 10m of"
                                + " its last step; else the next rung",
                        "  when nothing has helped, calls a person:",
                        "       page: runs page {resource.name}; at most 1m; goes on when it fails");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{each: {of: a}} | on every a",
                "{each: {}} | on every a, b or c",
                "{threshold: {of: [a, b], count: 2, within: 90s}} | on 2 matches of a or b within 1m30s",
                "{distinct: {of: a, label: user, count: 5, within: 10m}} | on matches of a with 5 different values of user within 10m",
                "{sequence: {steps: [a, b], within: 5m, unless: c}} | on a, then b, all within 5m, unless c comes between",
                "{all: {of: [a, b, c], within: 5m}} | on a, b and c, in any order, within 5m",
                "{flapping: {of: [a, b], transitions: 4, within: 1h}} | on 4 transitions of a or b within 1h",
                "{ratio: {of: a, over: b, above: 0.05, within: 5m, atLeast: 20}} | when more than 5% of at least 20 events (a or b) within 5m are a",
                "{aggregate: {of: a, fn: p99, above: 2.5, within: 5m}} | when the 99th percentile of the values of a within 5m is above 2.5",
                "{aggregate: {of: a, fn: avg, below: 10, within: 5m}} | when the average of the values of a within 5m is below 10",
                "{sustained: {of: a, for: 1h}} | when a has lasted for 1h; once, until it is over",
                "{deviation: {of: a, sigmas: 3, baseline: 1h}} | on a value of a that is more than 3 standard deviations from the mean of the 1h",
                "{absence: {of: a, for: 5m}} | when a is missing for 5m, while its source is known to be alive"
            })
    void shouldSayWhatFires(String detect, String words) {
        String clears = detect.contains("absence") ? "" : "clears: {quietFor: 5m}\n";
        String alternatives = """
                match:
                  - {name: a, sources: [logs], matchers: ['message="a"']}
                  - {name: b, sources: [logs], matchers: ['message="b"']}
                  - {name: c, sources: [logs], matchers: ['message="c"']}
                target: {resource: a}
                escalate: [{process: {argv: [call]}}]
                """;
        assertThat(explain(alternatives + clears + "detect: " + detect))
                .element(1)
                .asString()
                .startsWith("  fires " + words);
    }

    @Test
    void shouldSayThatNobodyIsCalledAndNothingHappens() {
        List<String> lines = explain("""
                mode: off
                match: [{name: a, sources: [logs], matchers: ['message="a"']}]
                detect: {each: {}}
                target: {resource: a}
                clears: {quietFor: 5m}
                """);
        assertThat(lines).first().asString().contains("off: nothing below happens");
        assertThat(lines).last().asString().contains("nobody is called");
    }

    @Test
    void shouldSayWhoIsCalledWhenThatIsWrittenForAllPolicies() {
        String policy = """
                kind: RemediationPolicy
                metadata: {name: stuck}
                spec:
                  match: [{name: a, sources: [logs], matchers: ['message="a"']}]
                  detect: {each: {}}
                  target: {resource: a}
                  clears: {quietFor: 5m}
                ---
                kind: Escalation
                metadata: {name: default}
                spec:
                  steps: [{process: {argv: [call, '{failed.output}']}}]
                  onResolved: [{process: {argv: [close, '{incident.id}']}}]
                """;
        Bundle bundle = Objects.requireNonNull(
                PolicyCompiler.compile(new TreeMap<>(Map.of("w.yaml", WORLD, "p.yaml", policy)), "c")
                        .bundle());

        assertThat(Explanation.of(
                        bundle, Objects.requireNonNull(bundle.policies().get("stuck"))))
                .containsSubsequence(
                        "  when nothing has helped, calls a person:",
                        "       process: runs call {failed.output}; at most 1m; goes on when it fails",
                        "  when it is over and a person was called, tells so:",
                        "       process: runs close {incident.id}; at most 1m; goes on when it fails");
    }
}
