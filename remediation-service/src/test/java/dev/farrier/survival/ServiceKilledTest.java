package dev.farrier.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Command;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.stream.SharedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of what detects and decides, at every place where something could be lost or done twice. */
@Timeout(900)
@Tag("kafka")
class ServiceKilledTest {
    private static final String POLICIES = Policies.RECEIVER
            + Policies.mend("mend", "api", "broken", Policies.shell(Policies.WAIT_FOR_GO), "")
            + Policies.inventory(List.of("acknowledged", "detected", "running"));

    @TempDir
    private static Path folder;

    private static Scene scene;
    private static ServiceProcess brain;

    @BeforeAll
    static void start() throws Exception {
        scene = new Scene(SharedKafka.config(), SharedKafka.newTopics(), folder, POLICIES);
        brain = scene.brain();
        brain.port();
        scene.executor("worker").port();
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @Test
    void shouldMendOnceWhenKilledRightAfterTheEventWasAcknowledged() throws Exception {
        Files.createFile(scene.file("go-acknowledged"));
        scene.tell(brain, "broken", "acknowledged");
        restart();
        shouldHaveBeenMendedOnce("acknowledged");
    }

    @Test
    void shouldMendOnceWhenKilledBetweenDetectionAndCommand() throws Exception {
        Files.createFile(scene.file("go-detected"));
        scene.tell(brain, "broken", "detected");
        scene.awaitRecord(
                scene.topics().deciderLog(),
                DeciderInput.class,
                input -> input instanceof Detection detection
                        && "detected".equals(detection.group().get("host")));
        restart();
        shouldHaveBeenMendedOnce("detected");
    }

    @Test
    void shouldLearnTheOutcomeWhenKilledWhileTheActionRuns() throws Exception {
        scene.tell(brain, "broken", "running");
        scene.awaitLedger("running", "start");
        brain.kill();
        Files.createFile(scene.file("go-running"));
        scene.awaitLedger("running", "start", "end");
        brain = scene.brain();
        shouldHaveBeenMendedOnce("running");
    }

    private static void restart() throws Exception {
        brain.kill();
        brain = scene.brain();
    }

    private static void shouldHaveBeenMendedOnce(String host) throws Exception {
        Incident incident = scene.awaitIncident("mend", host, IncidentState.RESOLVED);
        assertThat(scene.ledger(host)).containsExactly("start", "end");
        assertThat(incident.history())
                .filteredOn(done -> done.purpose() == Purpose.STEP && done.kind() == OutcomeKind.SUCCEEDED)
                .extracting(Incident.CommandResult::command)
                .containsExactlyElementsOf(
                        scene.claimedSteps(host).stream().map(Command::id).toList());
        // The API that came back says the same.
        assertThat(scene.get(brain, "/api/v1/incidents?state=resolved")).contains(incident.id());
    }
}
