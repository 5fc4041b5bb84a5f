package dev.farrier.policy.yaml.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.yaml.Compile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people write of alerts every day must stay right; {@code reserved.txt} has what is refused. */
class AlertNamesTest {
    private static final String REST = """
            ---
            kind: Source
            metadata: {name: logs}
            spec: {topic: logs, event: {labels: [host], name: program}, liveness: {expectEvery: 1m}}
            ---
            kind: Action
            metadata: {name: page}
            spec: {http: {url: 'https://pager.example.com/'}}
            ---
            """;

    @ParameterizedTest(name = "{0} by {1}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`name=\"HostDown\"`, `host`",
                "`name=~\"Host.*\", name!~\"HostDownForLong\"`, `host`",
                "`name=\"disk of my.service-host\", severity=\"critical\"`, `host, severity`",
                "`alertname=\"UnitFailed\", exported_name=~\".+[.]service\"`, `host, exported_name, alertname`",
                "`alertname=\"UnitFailed\", exported_source=\"kubelet\"`, `host, exported_source`",
                "`message=~\".*disk.*\"`, `host, exported_message`",
                "`name=\"HostDown\", source=\"alerts\"`, `host`",
                "`name=\"HostDown\", source!=\"alerts\"`, `host`",
            })
    void shouldTakeWhatLeavesNoDoubt(String matchers, String groupBy) {
        Compile.bundle(source("") + REST + policy("alerts", "matchers: ['" + matchers + "']", groupBy));
    }

    @Test
    void shouldTakeFieldsThatConditionsName() {
        String where = "where: 'event.name == \"UnitFailed\" && event.labels.exported_name == \"nginx.service\"'";
        Compile.bundle(source("") + REST + policy("alerts", where, "host"));
    }

    @Test
    void shouldLeaveOtherSourcesAlone() {
        Compile.bundle(source("") + REST + policy("logs", "matchers: ['name=\"x.service\"']", "name, message, source"));
    }

    /** Then the name is what the user says that it is. */
    @Test
    void shouldTakeANameThatRelabelingsWrite() {
        String relabelings = "relabelings: [{sourceLabels: [exported_name], targetLabel: name}]";
        assertThat(Compile.bundle(source(relabelings + ", ")
                                + REST
                                + policy(
                                        "alerts", "matchers: ['alertname=\"UnitFailed\", name=\"x.service\"']", "name"))
                        .policies())
                .hasSize(1);
    }

    private static String source(String more) {
        return "kind: Source\nmetadata: {name: alerts}\nspec: {receiver: alertmanager, " + more
                + "liveness: {expectEvery: 5m, watchdog: [alertname=Watchdog]}}\n";
    }

    private static String policy(String source, String match, String groupBy) {
        return """
                kind: RemediationPolicy
                metadata: {name: p}
                spec:
                  match: [{sources: [%s], %s}]
                  detect: {each: {}, groupBy: [%s]}
                  clears: {quietFor: 1m}
                  target: {resource: r}
                  escalate: [{action: page}]
                ---
                kind: Inventory
                metadata: {name: i}
                spec: {resources: [{name: r, site: s}]}
                """.formatted(source, match, groupBy);
    }
}
