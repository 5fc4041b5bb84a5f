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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of an executor while it runs actions: the decider says what happens, as the action declares. */
@Timeout(240)
class WorkerKilledTest {
    private static final long START_WITHIN = 4_000;
    private static final long MAX_RUN = 3_000;
    private static final long LOSS_GRACE = 3_000;

    private static final String POLICIES = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: api}
            spec: {receiver: events}
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: repeatable}
            spec:
              process:
                argv:
                  - /bin/sh
                  - -c
                  - 'echo "$1 $$ start" >>LEDGER; if [ ! -e "FOLDER/tried-$1" ]; then date +%s%3N >"FOLDER/tried-$1"; sleep 60; fi; date +%s%3N >"FOLDER/again-$1"; echo "$1 $$ end" >>LEDGER'
                  - sh
                  - '{resource.name}'
              timeout: 3s
              onWorkerLoss: rerun
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: delicate}
            spec:
              process:
                argv:
                  - /bin/sh
                  - -c
                  - 'echo "$1 $$ start" >>LEDGER; sleep 60; echo "$1 $$ end" >>LEDGER'
                  - sh
                  - '{resource.name}'
              timeout: 3s
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: long}
            spec:
              process:
                argv:
                  - /bin/sh
                  - -c
                  - 'echo "$1 $$ start" >>LEDGER; while [ ! -e "FOLDER/go-$1" ]; do sleep 0.05; done; echo "$1 $$ end" >>LEDGER'
                  - sh
                  - '{resource.name}'
              timeout: 2m
            """
            + policy("rerun", "repeatable") + policy("escalate", "delicate") + policy("comes-back", "long")
            + policy("other", "delicate") + """
            ---
            apiVersion: farrier.dev/v1
            kind: Inventory
            metadata: {name: test}
            spec:
              resources:
                - {name: mb-rerun, site: edge, address: 127.0.0.1}
                - {name: mb-escalate, site: edge, address: 127.0.0.1}
                - {name: mb-comes-back, site: edge, address: 127.0.0.1}
            """;

    private static String policy(String name, String action) {
        return """
                ---
                apiVersion: farrier.dev/v1
                kind: RemediationPolicy
                metadata: {name: NAME}
                spec:
                  match: [{name: broken, sources: [api], matchers: ['name="NAME"']}, {name: well, sources: [api], matchers: ['name="well"']}]
                  detect: {each: {of: broken}, groupBy: [host]}
                  clears: {of: well}
                  target: {resource: '{group.host}'}
                  remediate:
                    - name: mend
                      steps: [{action: ACTION}]
                      verify: {http: 'HEALTHY', within: 60s}
                """.replace("NAME", name).replace("ACTION", action);
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
        assertThat(scene.steps("mb-comes-back")).hasSize(1);
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
        assertThat(attempts).extracting(Command::attempt).containsExactly(1, 2);
        Command first = attempts.getFirst();
        assertThat(first.maxRun()).isEqualTo(MAX_RUN);
        assertThat(first.startBy()).isEqualTo(first.issuedAt() + START_WITHIN);
        assertThat(attempts.getLast().issuedAt()).isGreaterThanOrEqualTo(first.startBy() + MAX_RUN + LOSS_GRACE);
        assertThat(Long.parseLong(Files.readString(scene.file("again-mb-rerun")).strip()))
                .isGreaterThan(first.startBy() + MAX_RUN + LOSS_GRACE);
        assertThat(scene.ledger("mb-rerun")).containsExactly("start", "start", "end");
        assertThat(again.history().getFirst())
                .returns(first.id(), Incident.Done::command)
                .returns(OutcomeKind.FAILED, Incident.Done::kind);

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
        assertThat(scene.steps("mb-escalate")).hasSize(1);
    }
}
