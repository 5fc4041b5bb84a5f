package dev.farrier.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.embedded.LoopbackPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What Prometheus, Alertmanager and rsyslog really send, and when: the same programs that stand in front of a service in
 * production, with short intervals.
 */
@Tag("kafka")
class RealPartsTest {
    private static final Duration STEP = Duration.ofSeconds(180);
    private static final String LOGS = "logs.bridges";

    /**
     * Why maxLag is 6s: a {@code resolved} counts only when the watchdog was heard firing more than maxLag after it. When
     * Prometheus dies, every alert ends by itself four resend delays after it was last sent; the last sending of the
     * watchdog may be a resend delay (1s) and an evaluation (1s) later than the last of the other alert, and what is still
     * held to fire may be told a group interval (1s) later still, or come late. So the watchdog may be heard for 3s after
     * the other's end though nobody evaluates anything any more; the rest is for a slow machine. With Prometheus' own
     * defaults (1m, 1m) and a group interval of 5m it would be 7m.
     */
    private static final String ALERTS = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: SOURCE}
            spec:
              receiver: alertmanager
              liveness: {expectEvery: 3s, maxLag: 6s, watchdog: ['alertname="Watchdog"']}
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: POLICY}
            spec:
              match: [{name: down, sources: [SOURCE], matchers: ['alertname="BridgeDown"']}]
              detect: {each: {of: down}, groupBy: [host]}
              target: {resource: '{group.host}'}
              remediate:
                - name: restart
                  steps: [{process: {argv: PROGRAM}}]
                  verify: {resolved: true, within: WITHIN}
            ---
            """;

    /** Each host speaks for itself: another's life is no proof. */
    private static final String LINES = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: syslog}
            spec:
              topic: TOPIC
              preset: rsyslog
              liveness: {expectEvery: 3s, by: [host], maxLag: 1s}
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: no-slots}
            spec:
              match: [{name: full, sources: [syslog], matchers: ['program="media-bridge"', 'message=~"no session slots.*"']}]
              detect: {threshold: {of: full, count: 5, within: 30s}, groupBy: [host]}
              target: {resource: '{group.host}'}
              remediate:
                - name: clear
                  steps: [{process: {argv: [/bin/sh, -c, 'echo "cleared $HOST_NAME" >>LEDGER'], env: {HOST_NAME: '{resource.name}'}}}]
                  verify: {quietFor: 10s, settle: 0s, within: 20s}
            ---
            """;

    private static final String CALL = """
            apiVersion: farrier.dev/v1
            kind: Escalation
            metadata: {name: default}
            spec: {steps: [{process: {argv: [/bin/true]}}]}
            ---
            """;

    private static final String INVENTORY = """
            apiVersion: farrier.dev/v1
            kind: Inventory
            metadata: {name: bridges}
            spec:
              resources:
                - {name: mb-01, site: local, address: 127.0.0.1, parameters: {port: PORT1}}
                - {name: mb-02, site: local, address: 127.0.0.1, parameters: {port: PORT2}}
                - {name: mb-03, site: local, address: 127.0.0.1}
                - {name: mb-04, site: local, address: 127.0.0.1}
            """;

    @TempDir
    static Path folder;

    private static final int PORT1 = LoopbackPorts.free();
    private static final int PORT2 = LoopbackPorts.free(PORT1);

    private static Tools tools;
    private static Exporters exporters;
    private static Deployment farrier;

    @BeforeAll
    static void start() throws Exception {
        tools = Tools.require();
        exporters = new Exporters(Files.createDirectories(folder.resolve("exporters")), tools);
        String restart = "[/bin/sh, '" + exporters.script() + "', '{resource.name}', '{resource.parameters.port}']";
        String inVain = "[/bin/sh, -c, 'echo \"in vain $HOST_NAME\" >>" + exporters.ledger()
                + "'], env: {HOST_NAME: '{resource.name}'}";
        String policies = alerts("prometheus-a", "restarts", restart, "60s")
                + alerts("prometheus-b", "restarts-in-vain", inVain, "25s")
                + LINES.replace("TOPIC", LOGS)
                        .replace("LEDGER", exporters.ledger().toString())
                + CALL
                + INVENTORY.replace("PORT1", Integer.toString(PORT1)).replace("PORT2", Integer.toString(PORT2));
        farrier = new Deployment(folder.resolve("farrier"), policies, List.of(LOGS));
    }

    private static String alerts(String source, String policy, String program, String within) {
        return ALERTS.replace("SOURCE", source)
                .replace("POLICY", policy)
                .replace("PROGRAM", program)
                .replace("WITHIN", within);
    }

    @AfterAll
    static void stop() throws Exception {
        if (farrier != null) {
            farrier.close();
        }
        if (exporters != null) {
            exporters.close();
        }
    }

    @Test
    void shouldRestartAKilledProcessOnceAndResolveWhenItsAlertHasAndTheWatchdogStillFires() throws Exception {
        Script script = new Script("killed");
        exporters.start("mb-01", PORT1);
        try (Relay relay = new Relay(farrier.uri("/api/v1/receivers/alertmanager/prometheus-a"), "BridgeDown");
                Monitoring monitoring = new Monitoring(tools, folder.resolve("a"), "mb-01", PORT1, relay.port())) {
            script.within(
                    STEP,
                    "the watchdog is heard",
                    () -> assertThat(relay.deliveries("Watchdog", "firing")).isNotEmpty());
            assertThat(farrier.incidents("restarts")).isEmpty();

            script.now("the exporter is killed", () -> exporters.kill("mb-01"));
            script.within(
                    STEP,
                    "the executor starts it again",
                    () -> assertThat(exporters.done("mb-01")).hasSize(2));
            script.within(
                    STEP,
                    "the alert resolves",
                    () -> assertThat(relay.deliveries("BridgeDown", "resolved")).isNotEmpty());
            script.within(
                    STEP,
                    "the incident is resolved",
                    () -> assertThat(only("restarts").path("state").asString()).isEqualTo("resolved"));

            assertThat(only("restarts").path("reason").asString()).isEqualTo("cleared");
            assertThat(exporters.running("mb-01")).hasSize(1);
            // Alertmanager has told it several times, once because it had not heard the answer: one firing all the
            // same.
            List<Relay.Delivery> firing = relay.deliveries("BridgeDown", "firing");
            assertThat(firing).hasSizeGreaterThan(1);
            assertThat(firing.getFirst().answerLost()).isTrue();
            assertThat(firing)
                    .extracting(Relay.Delivery::startsAt)
                    .containsOnly(firing.getFirst().startsAt());
            assertThat(only("restarts").path("repeats").asLong()).isZero();
            assertThat(exporters.done("mb-01")).hasSize(2);
        }
    }

    @Test
    void shouldNotTakeAResolvedOfAnAlertmanagerWithoutPrometheusForHealth() throws Exception {
        Script script = new Script("blind");
        try (Relay relay = new Relay(farrier.uri("/api/v1/receivers/alertmanager/prometheus-b"), "");
                Monitoring monitoring = new Monitoring(tools, folder.resolve("b"), "mb-02", PORT2, relay.port())) {
            script.within(
                    STEP,
                    "what did not help is being verified",
                    () -> assertThat(only("restarts-in-vain").path("state").asString())
                            .isEqualTo("verifying"));
            script.within(
                    STEP,
                    "the watchdog is heard",
                    () -> assertThat(relay.deliveries("Watchdog", "firing")).isNotEmpty());
            assertThat(relay.deliveries("BridgeDown", "resolved")).isEmpty();

            script.now("Prometheus is stopped", monitoring::stopPrometheus);
            script.within(STEP, "Alertmanager resolves everything by itself", () -> {
                assertThat(relay.deliveries("BridgeDown", "resolved")).isNotEmpty();
                assertThat(relay.deliveries("Watchdog", "resolved")).isNotEmpty();
            });
            script.within(
                    STEP,
                    "the verification ends",
                    () -> assertThat(only("restarts-in-vain").path("state").asString())
                            .isNotEqualTo("verifying"));
            assertEscalatedUnseen("restarts-in-vain");

            assertThat(exporters.done("mb-02")).containsExactly("in vain mb-02");
        }
    }

    @Test
    void shouldRemediateABurstOfSyslogLinesOnceAndResolveWhenItsHostHasBeenQuiet() throws Exception {
        Script script = new Script("burst");
        try (Rsyslog rsyslog = new Rsyslog(tools, folder.resolve("r3"), "mb-03", farrier.brokers(), LOGS)) {
            script.within(
                    STEP, "rsyslog listens", () -> assertThat(rsyslog.listens()).isTrue());
            script.now("a burst, a little longer than it takes", () -> say(rsyslog, 7));
            script.within(
                    STEP,
                    "the executor does what is to be done",
                    () -> assertThat(exporters.done("mb-03")).isNotEmpty());
            script.within(
                    STEP,
                    "the incident is resolved",
                    () -> assertThat(only("no-slots", "mb-03").path("state").asString())
                            .isEqualTo("resolved"));
            assertThat(only("no-slots", "mb-03").path("reason").asString()).isEqualTo("cleared");
            assertThat(exporters.done("mb-03")).containsExactly("cleared mb-03");
        }
    }

    @Test
    void shouldNotTakeTheSilenceOfAStoppedRsyslogForHealth() throws Exception {
        Script script = new Script("silent");
        try (Rsyslog rsyslog = new Rsyslog(tools, folder.resolve("r4"), "mb-04", farrier.brokers(), LOGS);
                Rsyslog another = new Rsyslog(tools, folder.resolve("r5"), "mb-05", farrier.brokers(), LOGS)) {
            script.within(
                    STEP, "rsyslog listens", () -> assertThat(rsyslog.listens()).isTrue());
            script.now("a burst", () -> say(rsyslog, 5));
            script.within(
                    STEP,
                    "what was done is being verified",
                    () -> assertThat(only("no-slots", "mb-04").path("state").asString())
                            .isEqualTo("verifying"));

            script.now("rsyslog is stopped", rsyslog::stop);
            script.within(
                    STEP,
                    "the verification ends",
                    () -> assertThat(only("no-slots", "mb-04").path("state").asString())
                            .isNotEqualTo("verifying"));
            assertEscalatedUnseen("no-slots", "mb-04");
            assertThat(exporters.done("mb-04")).containsExactly("cleared mb-04");
            assertThat(another.listens()).isTrue();
        }
    }

    private static void say(Rsyslog rsyslog, int lines) throws Exception {
        for (int i = 0; i < lines; i++) {
            rsyslog.log("media-bridge", "no session slots (" + i + ")");
        }
    }

    private static void assertEscalatedUnseen(String policy, String... host) throws Exception {
        JsonNode story = farrier.story(only(policy, host));
        assertThat(story.path("state").asString()).as("%s", story).isEqualTo("escalated");
        assertThat(story.path("reason").asString()).as("%s", story).isEqualTo("source-stale");
        assertThat(story.path("audit")
                        .valueStream()
                        .map(record -> record.path("state").asString("")))
                .as("%s", story)
                .contains("escalated")
                .doesNotContain("resolved");
    }

    /** The policy's one incident, of this host if one is named. */
    private static JsonNode only(String policy, String... host) throws Exception {
        List<JsonNode> incidents = farrier.incidents(policy).stream()
                .filter(incident ->
                        host.length == 0 || incident.path("target").asString().equals(host[0]))
                .toList();
        assertThat(incidents).hasSize(1);
        return incidents.getFirst();
    }
}
