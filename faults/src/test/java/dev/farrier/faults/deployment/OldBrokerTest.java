package dev.farrier.faults.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.faults.judge.ActionLedger;
import dev.farrier.faults.process.Child;
import dev.farrier.faults.process.Home;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The loop on the oldest Kafka that Farrier runs on, a process of its own with its own libraries. */
@Tag("process")
@Timeout(300)
class OldBrokerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final String POLICIES = """
            kind: Source
            metadata: {name: load}
            spec: {topic: EVENTS, format: json, event: {id: id, name: name, labels: [host]}}
            ---
            kind: RemediationPolicy
            metadata: {name: mend}
            spec:
              match:
                - {name: broken, sources: [load], matchers: ['name="broken"']}
                - {name: well, sources: [load], matchers: ['name="well"']}
              detect: {each: {of: broken}, groupBy: [host]}
              clears: {of: well}
              target: {resource: '{group.host}'}
              remediate:
                - name: mend
                  risk: harmless
                  steps: [{process: {argv: [/bin/sh, ACT, '{resource.name}', mend]}, timeout: 10s}]
                  verify: {cleared: true, within: 1m}
              escalate: [{process: {argv: [/bin/sh, CALL, '{incident.id}']}, timeout: 10s}]
            ---
            kind: Inventory
            metadata: {name: fleet}
            spec: {resources: [{name: t-1, site: site-1, address: 127.0.0.1}]}
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldMendOnTheOldestKafkaAndSayWhatItRisks() throws Exception {
        Home home = Home.of(folder);
        ActionLedger ledger = new ActionLedger(folder, 0);
        try (Deployment deployment = Deployment.start(home, KafkaVersion.OLD);
                EventSender events = new EventSender(deployment.client())) {
            deployment.writePolicies(POLICIES.replace("EVENTS", Deployment.EVENTS)
                    .replace("ACT", ledger.actProgram().toString())
                    .replace("CALL", ledger.callProgram().toString()));
            Child service = deployment.serve("service", "ingest, core, api, policies, executor", OPTIONS, List.of());
            service.start();
            deployment.awaitReady(List.of(service));

            events.send("broken", "t-1");
            await().atMost(PATIENCE).until(() -> !ledger.runs().isEmpty());
            events.send("well", "t-1");

            TopicContents contents = new TopicContents(deployment.client());
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .untilAsserted(
                            () -> assertThat(contents.read(deployment.topics().incidents(), Incident.class))
                                    .last()
                                    .extracting(entry -> entry.value().state())
                                    .isEqualTo(IncidentState.RESOLVED));
            assertThat(ledger.runs()).hasSize(1);
            assertThat(ledger.calls()).isEmpty();
            assertThat(Files.readAllLines(service.log()))
                    .filteredOn(line -> line.contains("transaction.version"))
                    .singleElement()
                    .asString()
                    .contains("WARN", "transaction.version is 0");
        }
    }
}
