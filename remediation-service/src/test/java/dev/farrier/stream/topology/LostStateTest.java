package dev.farrier.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.decide.state.StateRecord;
import dev.farrier.model.Command;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.model.Signal;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.AppliedLog;
import dev.farrier.stream.core.Changelogs;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody deletes the changelogs of core, and its local state is gone too; on a real broker. */
@Timeout(300)
@Tag("kafka")
class LostStateTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final String POLICIES = LoopTest.POLICIES.replace(
            "  clears: {quietFor: 3s}\n",
            "  clears: {quietFor: 3s}\n  guards: {rateLimit: [{max: 1, per: 1h, by: []}]}\n");

    private static final String ALERTS = """
            kind: Source
            metadata: {name: prometheus}
            spec:
              topic: TOPIC
              format: alertmanager
              liveness: {expectEvery: 30s, maxLag: 1s, watchdog: ['alertname="Watchdog"']}
            ---
            kind: RemediationPolicy
            metadata: {name: down}
            spec:
              match: [{name: down, sources: [prometheus], matchers: [name=Down]}]
              detect: {each: {of: down}, groupBy: [host]}
              target: {resource: '{group.host}'}
              clears: resolved
              remediate:
                - name: restart
                  steps: [{process: {argv: [restart]}}]
                  verify: {resolved: true, within: 40s}
                - name: reinstall
                  steps: [{process: {argv: [reinstall]}}]
              escalate: [{process: {argv: [page]}}]
            ---
            kind: Inventory
            metadata: {name: test}
            spec: {resources: [{name: mb-01, site: site-1, address: 127.0.0.1}]}
            """;

    @TempDir
    private Path stateDir;

    private final Topics topics = SharedKafka.createTopics(List.of(Brain.SITE));
    private final String logs = topics.prefix() + "users-log";
    private final Instant since = Instant.now();
    private final Admin admin = Admin.create(SharedKafka.config().with("test-admin", Map.of(), Map.of()));

    @AfterEach
    void close() {
        admin.close(Duration.ofSeconds(1));
    }

    @Test
    void shouldKnowAgainWhatIsOpenWhatIsHaltedAndWhatCountsAgainstLimits() throws Exception {
        admin.createTopics(List.of(new NewTopic(logs, 1, (short) 1))).all().get();
        try (Brain brain = new Brain(SharedKafka.config(), topics, stateDir, POLICIES.replace("TOPIC", logs))) {
            HaltScope halted = new HaltScope(ScopeKind.TARGET, "mb-03");
            brain.tell(new OperatorInput.Halt(false, "ann", "mine", 0, halted, false));
            fail(brain, "mb-01");
            Command restart = brain.command(1);
            brain.say(restart, OutcomeKind.CLAIMED);

            loseState(brain);
            Map<String, StateRecord> known = state(brain);
            assertThat(known).containsKeys("halt", "incident|" + restart.incident());

            brain.say(restart, OutcomeKind.SUCCEEDED);
            await().atMost(PATIENCE)
                    .until(() -> incident(brain, "mb-01")
                            .filter(incident -> incident.id().equals(restart.incident()))
                            .filter(incident -> incident.state() == IncidentState.VERIFYING)
                            .isPresent());
            fail(brain, "mb-02");
            await().atMost(PATIENCE)
                    .until(() -> incident(brain, "mb-02")
                            .filter(incident -> incident.reason() == Reason.RATE_LIMITED)
                            .isPresent());
            assertThat(brain.commands()).extracting(Command::id).containsExactly(restart.id());
        }
    }

    /** Alertmanager reports the end of an alert once. */
    @Test
    void shouldBelieveTheEndOfAnAlertThatFiredBeforeTheLoss() throws Exception {
        admin.createTopics(List.of(new NewTopic(logs, 1, (short) 1))).all().get();
        try (Brain brain = new Brain(SharedKafka.config(), topics, stateDir, ALERTS.replace("TOPIC", logs))) {
            alert(brain, "Watchdog", "firing");
            alert(brain, "Down", "firing");
            Command restart = brain.command(1);
            loseState(brain);
            brain.say(restart, OutcomeKind.SUCCEEDED);
            alert(brain, "Down", "resolved");

            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
                alert(brain, "Watchdog", "firing");
                return incident(brain, "mb-01")
                        .filter(incident -> incident.state().isOver())
                        .isPresent();
            });
            assertThat(incident(brain, "mb-01"))
                    .hasValueSatisfying(
                            incident -> assertThat(incident.reason()).isEqualTo(Reason.CLEARED));
            assertThat(brain.commands()).extracting(Command::id).containsExactly(restart.id());
            assertThat(newest(10)).as("no more than it may read").isNotEmpty().hasSizeLessThan(10);
        }
    }

    /** Signals that stand at most so many offsets before the one that was committed. */
    private List<Signal> newest(long offsets) {
        List<Signal> found = new ArrayList<>();
        new AppliedLog<>(
                        SharedKafka.config(),
                        topics.coreApplication(),
                        topics.signals(),
                        Signal.class,
                        "a test",
                        offsets)
                .replay(0, 0, (offset, at, signal) -> found.add(signal));
        return found;
    }

    private void alert(Brain brain, String name, String status) {
        brain.line(logs, """
                {"version":"4","alerts":[{"status":"%s","labels":{"alertname":"%s","host":"mb-01"},\
                "startsAt":"%s","endsAt":"0001-01-01T00:00:00Z","fingerprint":"%s"}]}""".formatted(status, name, since, name));
    }

    private void fail(Brain brain, String host) {
        for (int i = 0; i < 3; i++) {
            brain.line(logs, host + " no slots left");
        }
    }

    private void loseState(Brain brain) throws Exception {
        brain.stop();
        Set<String> changelogs = Changelogs.of(topics).keySet();
        assertThat(admin.listTopics().names().get()).containsAll(changelogs);
        admin.deleteTopics(changelogs).all().get();
        await().atMost(PATIENCE)
                .until(() -> admin.listTopics().names().get().stream().noneMatch(changelogs::contains));
        try (Stream<Path> files = Files.walk(stateDir)) {
            for (Path file : files.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(stateDir))
                    .toList()) {
                Files.deleteIfExists(file);
            }
        }
        brain.start();
    }

    /** What the changelog of the decider says now. */
    private Map<String, StateRecord> state(Brain brain) {
        String changelog = topics.coreApplication() + "-decider-state-changelog";
        Map<String, StateRecord> state = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : brain.records(changelog)) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                state.remove(key);
            } else {
                state.put(key, RecordCodec.of(StateRecord.class).decode(record.value()));
            }
        }
        return state;
    }

    private Optional<Incident> incident(Brain brain, String target) {
        return brain.read(topics.incidents(), Incident.class).stream()
                .filter(incident -> incident.target().equals(target))
                .reduce((first, last) -> last);
    }
}
