package dev.farrier.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.model.OperatorInput;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.core.CoreApp;
import dev.farrier.stream.core.TestCore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A core that signs with another key than its deployment, on a real broker. */
@Timeout(400)
@Tag("kafka")
class ForeignKeyTest {
    /** Such a core tries again each minute. */
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @TempDir
    Path stateDir;

    @TempDir
    Path otherStateDir;

    @Test
    void shouldLeaveTheDecisionToACoreWithTheKeyAndDecideOnlyOnceItsOwnIsMeant() throws Exception {
        Topics topics = SharedKafka.createTopics(List.of(Brain.SITE));
        String logs = topics.prefix() + "users-log";
        try (Admin admin = Admin.create(SharedKafka.config().with("test-admin", Map.of(), Map.of()))) {
            admin.createTopics(List.of(new NewTopic(logs, 1, (short) 1))).all().get();
        }
        try (Brain brain =
                new Brain(SharedKafka.config(), topics, stateDir, LoopTest.POLICIES.replace("TOPIC", logs))) {
            brain.stop();
            brain.signer = TestCore.unsigned("foreign");
            brain.start();
            fail(brain, logs, "mb-01");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(brain.coreState())
                            .contains("key foreign", "farrier keys rotate --to foreign", "signing.privateKey"));
            assertThat(brain.isReady()).isFalse();
            assertThat(brain.commands()).isEmpty();

            try (CoreApp other = brain.anotherCore(otherStateDir, TestCore.UNSIGNED)) {
                awaitCommand(brain, logs, "mb-01");
                assertThat(other.ready()).isTrue();
            }
            brain.site.trust("foreign");
            brain.tell(new OperatorInput.KeyRotated("foreign", "ann", "the old one is lost"));
            awaitCommand(brain, logs, "mb-02");
            await().atMost(PATIENCE).until(brain::isReady);
        }
    }

    /** It goes on failing: after a while without a word nobody could tell whether it still does. */
    private static void awaitCommand(Brain brain, String logs, String host) {
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(2)).until(() -> {
            fail(brain, logs, host);
            return brain.commands().stream()
                    .anyMatch(command -> command.target().equals(host));
        });
    }

    private static void fail(Brain brain, String logs, String host) {
        for (int i = 0; i < 3; i++) {
            brain.line(logs, host + " no slots left");
        }
    }
}
