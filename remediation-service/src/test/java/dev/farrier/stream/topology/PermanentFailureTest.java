package dev.farrier.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.model.Command;
import dev.farrier.model.OutcomeKind;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person has taken something from core that it can't do without, and gives it back; on a real broker. */
@Timeout(300)
@Tag("kafka")
class PermanentFailureTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @TempDir
    Path stateDir;

    private final Topics topics = SharedKafka.createTopics(List.of(Brain.SITE));
    private final String logs = topics.prefix() + "users-log";
    private final Admin admin = Admin.create(SharedKafka.config().with("test-admin", Map.of(), Map.of()));

    @AfterEach
    void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private void limit(String topic, int bytes) throws Exception {
        ConfigEntry limit = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    private void fail(Brain brain, String host) {
        for (int i = 0; i < 3; i++) {
            brain.line(logs, host + " no slots left");
        }
    }

    @Test
    void shouldSayWhichTopicAndWhatToDoAndGoOnWhenItIsDone() throws Exception {
        admin.createTopics(List.of(new NewTopic(logs, 1, (short) 1))).all().get();
        try (Brain brain =
                new Brain(SharedKafka.config(), topics, stateDir, LoopTest.POLICIES.replace("TOPIC", logs))) {
            limit(topics.audit(), 120);
            fail(brain, "mb-01");
            await().atMost(PATIENCE).until(() -> !brain.isReady());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(brain.coreState())
                            .contains(topics.audit(), "raise the topic's max.message.bytes"));
            assertThat(brain.isReady()).as("not between two tries either").isFalse();

            limit(topics.audit(), 1_048_588);
            Command first = brain.command(1);
            assertThat(first.target()).isEqualTo("mb-01");
            brain.say(first, OutcomeKind.SUCCEEDED);
            await().atMost(PATIENCE).until(brain::isReady);
            fail(brain, "mb-02");
            assertThat(brain.commandFor("mb-02").target()).isEqualTo("mb-02");
        }
    }

    @Test
    void shouldNameTheTopicOfItsOwnThatWasDeletedAndGoOnWhenItIsBack() throws Exception {
        admin.createTopics(List.of(new NewTopic(logs, 1, (short) 1))).all().get();
        try (Brain brain =
                new Brain(SharedKafka.config(), topics, stateDir, LoopTest.POLICIES.replace("TOPIC", logs))) {
            admin.deleteTopics(List.of(topics.operatorInputs())).all().get();
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(brain.coreState()).contains(topics.operatorInputs(), "farrier topics create"));

            admin.createTopics(List.of(new NewTopic(topics.operatorInputs(), 1, (short) 1)))
                    .all()
                    .get();
            await().atMost(PATIENCE).until(brain::isReady);
            fail(brain, "mb-01");
            assertThat(brain.command(1).target()).isEqualTo("mb-01");
        }
    }
}
