package dev.farrier.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.Decider;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.SignedCommand;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a line on a user's topic to a verified fix, on a real broker. */
@Tag("kafka")
class LoopTest {
    private static final HexFormat HEX = HexFormat.of();

    @TempDir
    Path stateDir;

    static final String POLICIES = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: app-log}
            spec:
              topic: TOPIC
              format: line
              pattern: '^(?P<host>\\S+) (?P<message>.*)$'
              event: {kind: log, message: message, labels: [host]}
              liveness: {expectEvery: 5s, by: [host], maxLag: 1s}
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: stuck}
            spec:
              match:
                - {name: full, sources: [app-log], matchers: ['message=~".*no slots.*"']}
              detect: {threshold: {of: full, count: 3, within: 1m}, groupBy: [host]}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
              clears: {quietFor: 3s}
              remediate:
                - name: restart
                  steps:
                    - process: {argv: [restart, '{resource.name}']}
                  verify: {quietFor: 3s, settle: 0s, within: 1m}
            ---
            apiVersion: farrier.dev/v1
            kind: Inventory
            metadata: {name: test}
            spec:
              resources:
                - {name: mb-01, site: site-1, address: 127.0.0.1}
                - {name: mb-02, site: site-1, address: 127.0.0.1}
            """;

    @Test
    void shouldHealFromALineToAVerifiedFixAndFoldAgainByteForByte() throws Exception {
        Topics topics = SharedKafka.createTopics(List.of(Brain.SITE));
        String logs = topics.prefix() + "users-log";
        try (Admin admin = Admin.create(SharedKafka.config().with("test-admin", Map.of(), Map.of()))) {
            admin.createTopics(List.of(new NewTopic(logs, 2, (short) 1))).all().get();
        }
        try (Brain brain = new Brain(SharedKafka.config(), topics, stateDir, POLICIES.replace("TOPIC", logs))) {
            for (int i = 0; i < 3; i++) {
                brain.line(logs, "mb-01 no slots left");
            }
            brain.line(logs, "neither");

            Command restart = brain.command(1);
            assertThat(restart.target()).isEqualTo("mb-01");
            assertThat(restart.purpose()).isEqualTo(Purpose.STEP);
            brain.say(restart, OutcomeKind.SUCCEEDED);
            await(brain, IncidentState.VERIFYING);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        // Without this host's own word its silence proves nothing.
                        brain.line(logs, "mb-01 all well");
                        brain.line(logs, "mb-02 all well");
                        return state(brain) == IncidentState.RESOLVED;
                    });

            assertThat(brain.read(topics.deadLetters(), DeadLetter.class))
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.head()).isEqualTo("neither"));
            assertThat(brain.read(topics.audit(), AuditRecord.class)).isNotEmpty();
            brain.stop();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(fold(brain)).isEqualTo(live(brain)));
            brain.start();
        }
    }

    @Test
    void shouldWaitForPoliciesThatAreNotAtHandAndGoOnWhenTheyAre() throws Exception {
        Topics topics = SharedKafka.createTopics(List.of(Brain.SITE));
        String logs = topics.prefix() + "users-log";
        try (Admin admin = Admin.create(SharedKafka.config().with("test-admin", Map.of(), Map.of()))) {
            admin.createTopics(List.of(new NewTopic(logs, 1, (short) 1))).all().get();
        }
        try (Brain brain = new Brain(SharedKafka.config(), topics, stateDir, POLICIES.replace("TOPIC", logs))) {
            brain.policiesLost = true;
            for (int i = 0; i < 3; i++) {
                brain.line(logs, "mb-01 no slots left");
            }
            Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> !brain.isReady());

            brain.policiesLost = false;
            assertThat(brain.command(1).target()).isEqualTo("mb-01");
            brain.awaitReady();
        }
    }

    @Test
    void shouldRefusePoliciesThatNobodyKnowsAndDecideOn() throws Exception {
        Topics topics = SharedKafka.createTopics(List.of(Brain.SITE));
        String logs = topics.prefix() + "users-log";
        try (Admin admin = Admin.create(SharedKafka.config().with("test-admin", Map.of(), Map.of()))) {
            admin.createTopics(List.of(new NewTopic(logs, 1, (short) 1))).all().get();
        }
        try (Brain brain = new Brain(SharedKafka.config(), topics, stateDir, POLICIES.replace("TOPIC", logs))) {
            brain.tell(new OperatorInput.BundleActivated("x"));
            for (int i = 0; i < 3; i++) {
                brain.line(logs, "mb-01 no slots left");
            }
            Command first = brain.command(1);
            assertThat(first.target()).isEqualTo("mb-01");
            brain.say(first, OutcomeKind.SUCCEEDED);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(refusals(brain))
                            .singleElement()
                            .satisfies(audit -> assertThat(audit.detail()).contains("policies of x are refused")));
            assertThat(brain.isReady()).isTrue();
            for (int i = 0; i < 3; i++) {
                brain.line(logs, "mb-02 no slots left");
            }
            assertThat(brain.commandFor("mb-02").target()).isEqualTo("mb-02");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(fold(brain)).isEqualTo(live(brain)));
        }
    }

    @Test
    void shouldStandStillUnderPoliciesThatAnOlderCoreCannotUseAndGoOnUnderANewerOne() throws Exception {
        Topics topics = SharedKafka.createTopics(List.of(Brain.SITE));
        String logs = topics.prefix() + "users-log";
        try (Admin admin = Admin.create(SharedKafka.config().with("test-admin", Map.of(), Map.of()))) {
            admin.createTopics(List.of(new NewTopic(logs, 1, (short) 1))).all().get();
        }
        try (Brain brain = new Brain(SharedKafka.config(), topics, stateDir, POLICIES.replace("TOPIC", logs))) {
            for (int i = 0; i < 3; i++) {
                brain.line(logs, "mb-01 no slots left");
            }
            Command restart = brain.command(1);
            brain.stop();
            brain.policiesRefused = true;
            brain.start();
            brain.say(restart, OutcomeKind.SUCCEEDED);
            brain.tell(new OperatorInput.Halt("ann", "drill"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(refusals(brain))
                            .extracting(AuditRecord::incident)
                            .contains(restart.incident()));
            brain.tell(new OperatorInput.Resume("ann", "over"));

            brain.policiesRefused = false;
            await(brain, IncidentState.VERIFYING);
            for (int i = 0; i < 3; i++) {
                brain.line(logs, "mb-02 no slots left");
            }
            assertThat(brain.commandFor("mb-02").target()).isEqualTo("mb-02");
        }
    }

    private static List<AuditRecord> refusals(Brain brain) {
        return brain.read(brain.topics.audit(), AuditRecord.class).stream()
                .filter(audit -> audit.reason() == Reason.POLICIES_REFUSED)
                .toList();
    }

    private static void await(Brain brain, IncidentState state) {
        Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> state(brain) == state);
    }

    private static @org.jspecify.annotations.Nullable IncidentState state(Brain brain) {
        return brain.read(brain.topics.incidents(), Incident.class).stream()
                .reduce((first, last) -> last)
                .map(Incident::state)
                .orElse(null);
    }

    /** What the decider has written, as bytes in hex: the audit of each incident in its order, and the commands. */
    private static List<String> live(Brain brain) {
        List<String> all = new ArrayList<>();
        brain.records(brain.topics.audit()).stream()
                .sorted(Comparator.comparing(record -> HEX.formatHex(record.key())))
                .forEach(record -> all.add(HEX.formatHex(record.key()) + " " + HEX.formatHex(record.value())));
        brain.read(brain.topics.commands(Brain.SITE), SignedCommand.class).stream()
                .map(signed -> RecordCodec.of(Command.class).decode(signed.command()))
                .sorted(Comparator.comparing(Command::id))
                .forEach(command -> all.add(hex(Command.class, command)));
        return all;
    }

    /** The same from nothing but the decider's log and the policies. */
    private static List<String> fold(Brain brain) {
        List<Effect> effects = new ArrayList<>();
        Decider decider = new Decider(commit -> brain.bundle, new DeciderState());
        for (ConsumerRecord<byte[], byte[]> record : brain.records(brain.topics.deciderLog())) {
            effects.addAll(decider.apply(
                    record.timestamp(), RecordCodec.of(DeciderInput.class).decode(record.value())));
        }
        List<String> all = new ArrayList<>();
        effects.stream()
                .filter(Effect.PublishAudit.class::isInstance)
                .map(effect -> ((Effect.PublishAudit) effect).audit())
                .sorted(Comparator.comparing(audit -> HEX.formatHex(key(audit))))
                .forEach(audit -> all.add(HEX.formatHex(key(audit)) + " " + hex(AuditRecord.class, audit)));
        effects.stream()
                .filter(Effect.SendCommand.class::isInstance)
                .map(effect -> ((Effect.SendCommand) effect).command())
                .sorted(Comparator.comparing(Command::id))
                .forEach(command -> all.add(hex(Command.class, command)));
        return all;
    }

    private static byte[] key(AuditRecord audit) {
        return (audit.incident().isEmpty() ? audit.policy() : audit.incident()).getBytes(StandardCharsets.UTF_8);
    }

    private static <T> String hex(Class<T> type, T value) {
        return HEX.formatHex(RecordCodec.of(type).encode(value));
    }
}
