package dev.farrier.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.stream.SharedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of an executor while it runs actions: the decider says what happens, as the action declares. */
@Timeout(900)
@Tag("kafka")
class WorkerKilledTest {
    private static final long START_WITHIN = 4_000;
    private static final long MAX_RUN = 3_000;
    private static final long LOSS_GRACE = 3_000;

    private static final String POLICIES = Policies.RECEIVER
            + action(
                    "repeatable",
                    "echo \"$1 $$ start\" >>LEDGER; if [ ! -e \"FOLDER/tried-$1\" ]; then date +%s%3N >\"FOLDER/tried-$1\";"
                            + " sleep 60; fi; date +%s%3N >\"FOLDER/again-$1\"; echo \"$1 $$ end\" >>LEDGER",
                    "  timeout: 3s\n  onWorkerLoss: rerun\n")
            + action(
                    "delicate",
                    "echo \"$1 $$ start\" >>LEDGER; sleep 60; echo \"$1 $$ end\" >>LEDGER",
                    "  timeout: 3s\n")
            + action("long", Policies.WAIT_FOR_GO, "  timeout: 2m\n")
            + policy("rerun", "repeatable")
            + policy("escalate", "delicate")
            + policy("comes-back", "long")
            + policy("other", "delicate")
            + Policies.inventory(List.of("mb-rerun", "mb-escalate", "mb-comes-back"));

    private static String action(String name, String script, String more) {
        return "---\nkind: Action\nmetadata: {name: " + name + "}\nspec:\n  " + Policies.shell(script) + "\n" + more;
    }

    private static String policy(String name, String action) {
        return Policies.mend(name, "api", name, "action: " + action, "");
    }

    @TempDir
    private Path folder;

    private Scene scene;
    private ServiceProcess brain;
    private ServiceProcess worker;

    @BeforeEach
    void start() throws Exception {
        scene = new Scene(SharedKafka.config(), SharedKafka.newTopics(), folder, POLICIES);
        brain = scene.brain(
                "decider.startWithin=" + START_WITHIN / 1000 + "s", "decider.lossGrace=" + LOSS_GRACE / 1000 + "s");
        brain.port();
        worker = scene.executor("one");
        worker.port();
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void shouldTellTheTrueOutcomeWhenTheWorkerComesBack() throws Exception {
        scene.tell(brain, "comes-back", "mb-comes-back");
        scene.awaitLedger("mb-comes-back", "start");
        worker.kill();
        // it goes on under its supervisor, and ends while nobody looks
        Files.createFile(scene.file("go-mb-comes-back"));
        scene.awaitLedger("mb-comes-back", "start", "end");
        scene.executor("one").port();

        Incident incident = scene.awaitIncident("comes-back", "mb-comes-back", IncidentState.RESOLVED);
        assertThat(incident.history().getFirst().kind()).isEqualTo(OutcomeKind.SUCCEEDED);
        assertThat(scene.ledger("mb-comes-back")).containsExactly("start", "end");
        assertThat(scene.claimedSteps("mb-comes-back")).hasSize(1);
    }

    @Test
    void shouldRunAgainOnlyWhatIsDeclaredSoWhenTheWorkerNeverComesBack() throws Exception {
        scene.tell(brain, "rerun", "mb-rerun");
        scene.tell(brain, "escalate", "mb-escalate");
        scene.awaitLedger("mb-rerun", "start");
        scene.awaitLedger("mb-escalate", "start");
        worker.kill();
        scene.executor("two").port();

        Incident again = scene.awaitIncident("rerun", "mb-rerun", IncidentState.RESOLVED);
        List<Command> attempts = scene.steps("mb-rerun");
        // An attempt that no worker claimed in time is moved to the next; the ledger says how often one ran.
        assertThat(attempts).extracting(Command::attempt).startsWith(1, 2);
        Command first = attempts.getFirst();
        assertThat(first.maxRun()).isEqualTo(MAX_RUN);
        assertThat(first.startBy()).isEqualTo(first.issuedAt() + START_WITHIN);
        assertThat(attempts.getLast().issuedAt()).isGreaterThanOrEqualTo(first.startBy() + MAX_RUN + LOSS_GRACE);
        assertThat(Long.parseLong(Files.readString(scene.file("again-mb-rerun")).strip()))
                .isGreaterThan(first.startBy() + MAX_RUN + LOSS_GRACE);
        assertThat(scene.ledger("mb-rerun")).containsExactly("start", "start", "end");
        assertThat(again.history().getFirst())
                .returns(first.id(), Incident.CommandResult::command)
                .returns(OutcomeKind.UNKNOWN, Incident.CommandResult::kind);

        assertThat(scene.awaitIncident("escalate", "mb-escalate", IncidentState.ESCALATED)
                        .reason())
                .isEqualTo(Reason.WORKER_LOST);
        // Nobody knows what it has done: its target stays taken, also for others.
        scene.tell(brain, "other", "mb-escalate");
        assertThat(scene.awaitIncident("other", "mb-escalate", IncidentState.DEFERRED)
                        .reason())
                .isEqualTo(Reason.TARGET_BUSY);
        await().during(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(scene.ledger("mb-escalate")).containsExactly("start"));
        assertThat(scene.claimedSteps("mb-escalate")).hasSize(1);
    }
}
