package dev.farrier.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.OperatorProducer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A halt that is ordered behind 50,000 signals holds at once, and takes nothing away that was to be done. */
@Timeout(900)
@Tag("kafka")
class HaltBehindBurstTest {
    private static final int SIGNALS = 50_000;
    private static final Duration WITHIN = Duration.ofSeconds(2);
    private static final List<String> HOSTS =
            IntStream.range(0, 40).mapToObj(i -> "mb-" + (100 + i)).toList();

    private static final String MEND = Policies.mend(
            "mend",
            "log",
            "broken",
            Policies.shell("echo \"$1 $$ start\" >>LEDGER; sleep 0.3; echo \"$1 $$ end\" >>LEDGER"),
            "  guards: {cooldown: 1h}\n");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"ALL,''", "POLICY,mend"})
    void shouldHoldWithinTwoSecondsAndGoOnAfterResume(ScopeKind kind, String name) throws Exception {
        HaltScope scope = new HaltScope(kind, name);
        Topics topics = SharedKafka.newTopics();
        String policies = Policies.log(Scene.usersTopic(topics), "") + MEND + Policies.inventory(HOSTS);
        try (Scene scene = new Scene(SharedKafka.config(), topics, folder, policies);
                OperatorProducer operators =
                        new OperatorProducer(SharedKafka.patient(), topics, InstantSource.system())) {
            scene.usersTopic(4);
            ServiceProcess brain = scene.brain();
            ServiceProcess worker = scene.executor("worker", "executor.slots=2");
            brain.port();
            worker.port();

            for (int i = 0; i < SIGNALS; i++) {
                scene.say("broken", HOSTS.get(i % HOSTS.size()));
            }
            scene.flush();
            await().atMost(Scene.PATIENCE).until(() -> starts(scene) > 0);
            assertThat(operators.halt(scope, false, "anna", "a drill")).contains(Scene.SITE);
            long acknowledged = System.nanoTime();
            await().until(() -> System.nanoTime() - acknowledged >= WITHIN.toNanos());
            long before = starts(scene);
            assertThat(before)
                    .as("all was over before the halt: it proves nothing")
                    .isLessThan(HOSTS.size());
            await().during(Duration.ofSeconds(4))
                    .atMost(Scene.PATIENCE)
                    .untilAsserted(() -> assertThat(starts(scene)).isEqualTo(before));
            // The decider reads the burst to its end first; nothing may start meanwhile, however long it takes.
            await().atMost(Scene.PATIENCE)
                    .until(() -> scene.incidents().stream().anyMatch(incident -> incident.reason() == Reason.HALTED));
            assertThat(starts(scene)).isEqualTo(before);

            operators.resume(scope, "anna", "over");
            await().atMost(Scene.PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(scene.incidents())
                            .as("alarms about Farrier itself, which was slow, apart")
                            .filteredOn(incident -> !incident.target().isEmpty())
                            .filteredOn(incident -> incident.state() == IncidentState.RESOLVED)
                            .extracting(Incident::target)
                            .containsExactlyInAnyOrderElementsOf(HOSTS));
            assertThat(HOSTS).allSatisfy(host -> assertThat(scene.ledger(host)).containsExactly("start", "end"));
        }
    }

    private static long starts(Scene scene) {
        return scene.ledger().stream().filter(line -> line.endsWith(" start")).count();
    }
}
