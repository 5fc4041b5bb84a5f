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
