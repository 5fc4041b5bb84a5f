package dev.farrier.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.model.HaltScope;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.OperatorProducer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 500 machines are ill, commands for many of them wait for a worker that is frozen, and a halt comes before it wakes. The others wait
 * with the decider, which sends a worker that claims nothing for 5 s one command at a time.
 */
@Timeout(900)
@Tag("kafka")
class HaltBeforeQueueTest {
    private static final List<String> HOSTS =
            IntStream.range(0, 500).mapToObj(i -> "mb-" + (1_000 + i)).toList();

    /** So many commands are on the topic before the halt. */
    private static final int SENT = 50;

    private static final String MEND = Policies.mend(
            "mend",
            "log",
            "broken",
            Policies.shell("echo \"$1 $$ start\" >>LEDGER; echo \"$1 $$ end\" >>LEDGER"),
            "  guards: {cooldown: 1h}\n");

    @TempDir
    private Path folder;

    @Test
    void shouldStartNoneOfThemAndAllOfThemOnceAfterResume() throws Exception {
        Topics topics = SharedKafka.newTopics();
        String policies = Policies.log(Scene.usersTopic(topics), "") + MEND + Policies.inventory(HOSTS);
        try (Scene scene = new Scene(SharedKafka.config(), topics, folder, policies);
                OperatorProducer operators =
                        new OperatorProducer(SharedKafka.patient(), topics, InstantSource.system())) {
            scene.usersTopic(4);
            ServiceProcess brain = scene.brain();
            ServiceProcess worker = scene.executor("worker", "executor.slots=" + HOSTS.size());
            scene.awaitReady(brain, true);
            scene.awaitReady(worker, true);
            await().atMost(Scene.PATIENCE)
                    .until(() -> scene.get(brain, "/api/v1/executors").contains("\"worker\""));

            worker.signal("STOP");
            HOSTS.forEach(host -> scene.say("broken", host));
            scene.flush();
            await().atMost(Scene.PATIENCE).until(() -> scene.steps().size() >= SENT);
            assertThat(operators.halt(HaltScope.ALL, false, "anna", "a drill")).contains(Scene.SITE);
            worker.signal("CONT");
            await().during(Duration.ofSeconds(8))
                    .atMost(Scene.PATIENCE)
                    .untilAsserted(() -> assertThat(scene.ledger()).isEmpty());

            operators.resume(HaltScope.ALL, "anna", "over");
            await().atMost(Scene.PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(scene.incidents())
                            .filteredOn(incident -> incident.state() == IncidentState.RESOLVED
                                    && !incident.target().isEmpty())
                            .extracting(Incident::target)
                            .containsExactlyInAnyOrderElementsOf(HOSTS));
            assertThat(HOSTS).allSatisfy(host -> assertThat(scene.ledger(host)).containsExactly("start", "end"));
        }
    }
}
