package dev.farrier.policy.yaml.remediation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.yaml.Compile;
import java.util.HashSet;
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

    /** Pinned like the other: state on disk and signals on their way carry it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "each: {of: m}|797864938a0d47f0",
                "threshold: {of: [m, n], count: 5, within: 2m}|dc72ee309642d73a",
                "distinct: {of: m, label: zone, count: 5, within: 2m}|f5225705695e3812",
                "distinct: {of: m, label: name, count: 5, within: 2m}|ed7c9f5d6a86a5a4",
                "distinct: {of: m, label: zone, count: 6, within: 2m}|868fc87fb8c71118",
                "distinct: {of: m, label: zone, count: 5, within: 3m}|4d226823781d14b9",
                "sequence: {steps: [m, m], within: 2m}|73575ac042985dd1",
                "sequence: {steps: [m, m, m], within: 2m}|fe4bd45c5594facd",
                "sequence: {steps: [m, m], within: 3m}|bbd924824820c65c",
                "flapping: {of: [m, n], transitions: 5, within: 2m}|d58b4e17fdb7fd25",
                "flapping: {of: [m, n], transitions: 6, within: 2m}|dafcb792eaa836df",
                "flapping: {of: [m, n], transitions: 5, within: 3m}|8f0af21a58965eb4",
                "all: {of: [m, n], within: 2m}|85392c14cfe892e5",
                "all: {of: [m, n], within: 3m}|d3cadc33a27ac39e",
                "sequence: {steps: [m, m], within: 2m, unless: n}|c5d74aed491a56c4",
                "ratio: {of: m, over: n, above: 0.5, within: 2m, atLeast: 5}|c9929c9ea496e989",
                "ratio: {of: n, over: m, above: 0.5, within: 2m, atLeast: 5}|db3b86e22352abb8",
                "ratio: {of: m, over: n, above: 60%, within: 2m, atLeast: 5}|7446112769a3c225",
                "ratio: {of: m, over: n, above: 0.5, within: 3m, atLeast: 5}|8eaf94a403d984ba",
                "ratio: {of: m, over: n, above: 0.5, within: 2m, atLeast: 6}|406304a95222acb3",
                "sustained: {of: m, for: 2m}|6af46c681695ebed",
                "sustained: {of: m, for: 3m}|6b31c790eae87db9",
                "aggregate: {of: m, fn: avg, above: 5, within: 2m}|37503a24d0cbd96f",
                "aggregate: {of: m, fn: sum, above: 5, within: 2m}|ec0ad6c20eb4665a",
                "aggregate: {of: m, fn: avg, below: 5, within: 2m}|848bae46987705b8",
                "aggregate: {of: m, fn: avg, above: 6, within: 2m}|6c32785fd2a0dfe8",
                "aggregate: {of: m, fn: avg, above: 5, within: 3m}|223c137a20b9af0e",
                "deviation: {of: m, sigmas: 3, baseline: 1d}|63d7135ba65e87d0",
                "deviation: {of: m, sigmas: 4, baseline: 1d}|4b1b2119d2a00fcf",
                "deviation: {of: m, sigmas: 3, baseline: 2d}|9c8e9bc3e4250748",
                "absence: {of: m, for: 2m}|6e47f0a7d13d40c0",
                "absence: {of: m, for: 3m}|7e7cfb9dd6fb3acf",
            })
    void shouldStayAsItIsForEachDetector(String detector, String pinned) {
        String base = POLICY.replace("labels: [host, zone]", "labels: [host, zone], value: v")
                .replace("    - {name: end", "    - {name: n, sources: [logs], matchers: [zone=b]}\n    - {name: end");
        assertThat(hash(base.replace("threshold: {of: m, count: 5, within: 2m}", detector)))
                .isEqualTo(pinned);
    }

    @ParameterizedTest
    @CsvSource({"of: end,a40c6e8d973ef7c9", "quietFor: 3m,6e582be4dc119f44"})
    void shouldStayAsItIsForEachWayOfClearing(String clears, String pinned) {
        assertThat(hash(replaced("of: end", clears))).isEqualTo(pinned);
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
