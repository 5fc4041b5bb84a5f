package dev.farrier.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.IngestResult;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.OwnOutput;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.Compile;
import dev.farrier.replay.Replay;
import dev.farrier.simulation.AssumedOutcomes;
import dev.farrier.simulation.SimulationPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** Farrier's own log, shipped by the rsyslog of its host to a source whose pattern matches it. */
class OwnLogTest {
    private static final int LINES = 5;
    private static final long NOW = 1_796_022_000_000L;

    private static final String POLICIES = """
            kind: Source
            metadata: {name: logs}
            spec:
              topic: logs
              format: line
              pattern: '(?P<message>link down) on (?P<host>mb-[0-9]+)'
              event: {message: message, labels: [host]}
              liveness: {expectEvery: 1m}
            ---
            kind: Inventory
            metadata: {name: hosts}
            spec: {resources: [{name: mb-01, site: edge, address: 127.0.0.1}]}
            ---
            kind: RemediationPolicy
            metadata: {name: link}
            spec:
              match: [{name: down, sources: [logs], matchers: ['message="link down"']}]
              detect: {threshold: {of: down, count: 3, within: 5m}, groupBy: [host]}
              clears: {quietFor: 10m}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
              remediate: [{name: restart, steps: [{process: {argv: ['true']}}], verify: {quietFor: 1m}}]
            """;

    private static final String CONFIG = """
            global(workDirectory="FOLDER" localHostname="core-1")
            module(load="imfile" mode="polling" PollingInterval="1")
            input(type="imfile" File="FOLDER/farrier.log" Tag="farrier:" ruleset="out")
            ruleset(name="out") { action(type="omfile" file="FOLDER/shipped" template="RSYSLOG_TraditionalFileFormat") }
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldDetectNothingInItAndTheSameWithoutTheMark() throws Exception {
        Path rsyslogd = Tools.requireRsyslogd();
        Files.write(folder.resolve("farrier.log"), log());
        Path config = folder.resolve("rsyslog.conf");
        Files.writeString(config, CONFIG.replace("FOLDER", folder.toString()));
        List<String> argv = List.of(
                rsyslogd.toString(),
                "-n",
                "-f",
                config.toString(),
                "-i",
                folder.resolve("pid").toString());
        List<String> shipped = new ArrayList<>();
        try (Running running = Running.start(folder.resolve("rsyslogd.log"), argv)) {
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                Path file = folder.resolve("shipped");
                return Files.exists(file) && Files.readAllLines(file).size() == LINES || !running.isAlive();
            });
            assertThat(running.isAlive()).as(running.log()).isTrue();
            shipped.addAll(Files.readAllLines(folder.resolve("shipped")));
        }
        assertThat(shipped).allSatisfy(line -> assertThat(line).contains("core-1 farrier: ", "link down on mb-01"));

        assertThat(detections(shipped)).isEmpty();
        assertThat(detections(shipped.stream()
                        .map(line -> line.replace(OwnOutput.MARK, ""))
                        .toList()))
                .hasSize(1);
    }

    /** As its own configuration writes it. */
    private static List<String> log() throws Exception {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(OwnOutput.class.getResource("/logback.xml"));
        var appender = (OutputStreamAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            LoggingEvent event = new LoggingEvent(
                    "", context.getLogger("dev.farrier.decisions"), Level.INFO, "link down on mb-01", null, null);
            event.setMDCPropertyMap(Map.of());
            lines.add(new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8).stripTrailing());
        }
        context.stop();
        return lines;
    }

    private static List<Detection> detections(List<String> lines) throws IOException {
        Bundle bundle = Compile.bundle(POLICIES);
        Ingest ingest = Ingest.of(bundle.sources().get("logs"));
        List<Detection> detections = new ArrayList<>();
        Replay replay = new Replay(SimulationPlan.ofSource(bundle, "logs"), AssumedOutcomes.SUCCESS, line -> {});
        replay.listener((time, decided, effects) -> {
            if (decided instanceof Detection detection) {
                detections.add(detection);
            }
        });
        for (int i = 0; i < lines.size(); i++) {
            IngestResult read = ingest.read(
                    lines.get(i).getBytes(StandardCharsets.UTF_8), Arrival.received("logs/0/" + i, NOW + i * 1_000L));
            for (Event event : read.events()) {
                replay.accept(event);
            }
            assertThat(read.deadLetters()).isEmpty();
        }
        replay.finish();
        return detections;
    }
}
