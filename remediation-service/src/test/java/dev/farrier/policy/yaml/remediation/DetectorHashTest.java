package dev.farrier.policy.yaml.remediation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.yaml.Compile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectorHashTest {
    private static final String POLICY = """
            kind: Source
            metadata: {name: logs}
            spec: {topic: logs, event: {labels: [host, zone]}, liveness: {expectEvery: 1m}}
            ---
            kind: Source
            metadata: {name: logs2}
            spec: {topic: logs2, event: {labels: [host, zone]}, liveness: {expectEvery: 1m}}
            ---
            kind: RemediationPolicy
            metadata: {name: p, labels: {team: a}}
            spec:
              mode: enforce
              match:
                - {name: m, sources: [logs], matchers: [zone=a], where: event.name == ''}
                - {name: end, sources: [logs], matchers: [zone=c]}
              detect: {threshold: {of: m, count: 5, within: 2m}, groupBy: [host]}
              clears: {of: end}
              target: {resource: '{group.host}'}
              guards: {cooldown: 1m}
              escalate: [{http: {url: 'http://pager/'}}]
            """;

    /** Pinned: another value makes every policy of every user forget what its detector has seen. */
    @Test
    void shouldStayAsItIs() {
        assertThat(hash(POLICY)).isEqualTo("a40c6e8d973ef7c9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: p,|name: q,",
                "team: a|team: b",
                "mode: enforce|mode: shadow",
                "cooldown: 1m|cooldown: 2m",
                "'resource: ''{group.host}'''|'resource: ''x-{group.host}'''",
                "[logs], matchers: [zone=a]|[logs, logs], matchers: ['zone=\"a\"']",
                "topic: logs,|topic: logs3,",
                "within: 2m|within: 120s",
                "of: m,|'of: [m],'",
                "groupBy: [host]|groupBy: host",
            })
    void shouldNotDependOn(String old, String changed) {
        assertThat(hash(POLICY)).isEqualTo(hash(replaced(old, changed)));
    }

    @Test
    void shouldDependOnAllThatTheDetectorsStateDependsOn() {
        String[][] changes = {
            {"name: m,", "name: m2,", "of: m,", "of: m2,"},
            {"sources: [logs], matchers: [zone=a]", "sources: [logs2], matchers: [zone=a]"},
            {"sources: [logs], matchers: [zone=a]", "sources: [logs, logs2], matchers: [zone=a]"},
            {"zone=a", "zone=b"},
            {"zone=a", "zone!=a"},
            {"zone=a", "zone=~a"},
            {"event.name == ''", "event.name == 'x'"},
            {"count: 5", "count: 6"},
            {"within: 2m", "within: 3m"},
            {"groupBy: [host]", "groupBy: [host, zone]"},
            {"zone=c", "zone=d"},
            {"clears: {of: end}", "clears: {quietFor: 3m}"},
            {"threshold: {of: m, count: 5, within: 2m}", "each: {of: m}"},
            {"threshold: {of: m, count: 5, within: 2m}", "absence: {of: m, for: 2m}"},
        };
        Set<String> hashes = new HashSet<>();
        hashes.add(hash(POLICY));
        for (String[] change : changes) {
            String text = POLICY;
            for (int i = 0; i < change.length; i += 2) {
                assertThat(text).contains(change[i]);
                text = text.replace(change[i], change[i + 1]);
            }
            assertThat(hashes.add(hash(text))).as(String.join(" -> ", change)).isTrue();
        }
    }

    @Test
    void shouldTellDetectorsApart() {
        String base = POLICY.replace("labels: [host, zone]", "labels: [host, zone], value: v")
                .replace("    - {name: end", "    - {name: n, sources: [logs], matchers: [zone=b]}\n    - {name: end");
        Set<String> hashes = new HashSet<>();
        for (String detector : List.of(
                "distinct: {of: m, label: zone, count: 5, within: 2m}",
                "distinct: {of: m, label: name, count: 5, within: 2m}",
                "distinct: {of: m, label: zone, count: 6, within: 2m}",
                "distinct: {of: m, label: zone, count: 5, within: 3m}",
                "sequence: {steps: [m, m], within: 2m}",
                "sequence: {steps: [m, m, m], within: 2m}",
                "sequence: {steps: [m, m], within: 3m}",
                "flapping: {of: [m, n], transitions: 5, within: 2m}",
                "flapping: {of: [m, n], transitions: 6, within: 2m}",
                "flapping: {of: [m, n], transitions: 5, within: 3m}",
                "all: {of: [m, n], within: 2m}",
                "all: {of: [m, n], within: 3m}",
                "sequence: {steps: [m, m], within: 2m, unless: n}",
                "ratio: {of: m, over: n, above: 0.5, within: 2m, atLeast: 5}",
                "ratio: {of: n, over: m, above: 0.5, within: 2m, atLeast: 5}",
                "ratio: {of: m, over: n, above: 60%, within: 2m, atLeast: 5}",
                "ratio: {of: m, over: n, above: 0.5, within: 3m, atLeast: 5}",
                "ratio: {of: m, over: n, above: 0.5, within: 2m, atLeast: 6}",
                "sustained: {of: m, for: 2m}",
                "sustained: {of: m, for: 3m}",
                "aggregate: {of: m, fn: avg, above: 5, within: 2m}",
                "aggregate: {of: m, fn: sum, above: 5, within: 2m}",
                "aggregate: {of: m, fn: avg, below: 5, within: 2m}",
                "aggregate: {of: m, fn: avg, above: 6, within: 2m}",
                "aggregate: {of: m, fn: avg, above: 5, within: 3m}",
                "deviation: {of: m, sigmas: 3, baseline: 1d}",
                "deviation: {of: m, sigmas: 4, baseline: 1d}",
                "deviation: {of: m, sigmas: 3, baseline: 2d}")) {
            assertThat(hashes.add(hash(base.replace("threshold: {of: m, count: 5, within: 2m}", detector))))
                    .as(detector)
                    .isTrue();
        }
    }

    /** Longer silence before it counts as healed is no reason to forget what was seen. */
    @Test
    void shouldNotDependOnHowLongSilenceMustLast() {
        assertThat(hash(replaced("{of: end}", "{quietFor: 3m}")))
                .isEqualTo(hash(replaced("{of: end}", "{quietFor: 4m}")));
    }

    private static String replaced(String old, String changed) {
        assertThat(POLICY).contains(old);
        return POLICY.replace(old, changed);
    }

    private static String hash(String text) {
        return Compile.bundle(text).policies().values().iterator().next().detectorHash();
    }
}
