package dev.farrier.stream.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.execute.worker.Commands;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import dev.farrier.stream.SharedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an action when something becomes of its worker. */
@Timeout(180)
@Tag("kafka")
class WorkerProcessTest {
    private static final WorkerInstance NOBODY = new WorkerInstance("", 0);

    @TempDir
    Path directory;

    private Site site;

    @BeforeEach
    void openSite() throws IOException {
        site = new Site(SharedKafka.config(), SharedKafka.createTopics(List.of(Site.NAME)), directory);
    }

    @AfterEach
    void closeSite() throws InterruptedException {
        site.close();
    }

    @Test
    void shouldTellTheTrueEndAfterTheWorkerWasKilled() throws Exception {
        WorkerInstance first;
        try (WorkerProcess worker = WorkerProcess.start(site, "edge")) {
            first = site.awaitLife(NOBODY);
            site.send(first, "c-1", site.noteUntil("c-1", "go"));
            site.awaitLedger("begin-c-1");
            worker.kill();
        }
        // it goes on, and ends while nobody looks
        Files.createFile(site.file("go"));
        site.awaitLedger("end-c-1");
        assertThat(site.kinds("c-1")).containsExactly(OutcomeKind.CLAIMED);

        try (WorkerProcess worker = WorkerProcess.start(site, "edge")) {
            assertThat(site.awaitFinal("c-1"))
                    .returns(OutcomeKind.SUCCEEDED, Outcome::kind)
                    .returns(first.toString(), Outcome::worker)
                    .returns("begin-c-1\nend-c-1\n", Outcome::output);
        }
        assertThat(site.ledger()).containsExactly("begin-c-1", "end-c-1");
    }

    @Test
    void shouldFollowAnActionThatStillRunsWhenItComesBackAndTakeOthersMeanwhile() throws Exception {
        WorkerInstance first;
        try (WorkerProcess worker = WorkerProcess.start(site, "edge")) {
            first = site.awaitLife(NOBODY);
            site.send(first, "c-1", site.noteUntil("c-1", "go"));
            site.awaitLedger("begin-c-1");
            worker.kill();
        }
        try (WorkerProcess worker = WorkerProcess.start(site, "edge")) {
            WorkerInstance second = site.awaitLife(first);
            assertThat(second.succeeds(first)).isTrue();
            assertThat(site.reports(second).getFirst().resumed()).containsExactly("c-1");
            site.send(second, "c-2", site.note("c-2"));
            assertThat(site.awaitFinal("c-2").worker()).isEqualTo(second.toString());
            assertThat(site.kinds("c-1")).containsExactly(OutcomeKind.CLAIMED);
            Files.createFile(site.file("go"));
            assertThat(site.awaitFinal("c-1"))
                    .returns(OutcomeKind.SUCCEEDED, Outcome::kind)
                    .returns(first.toString(), Outcome::worker);
        }
        assertThat(site.ledger()).containsExactlyInAnyOrder("begin-c-1", "c-2", "end-c-1");
    }

    @Test
    void shouldGoWithinTenSecondsOfSigtermAndLeaveTheActionToTheNext() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start(site, "edge")) {
            site.send(site.awaitLife(NOBODY), "c-1", site.noteUntil("c-1", "go"));
            site.awaitLedger("begin-c-1");
            worker.signal("TERM");
            assertThat(worker.awaitEnd(10)).isTrue();
        }
        await().untilAsserted(() -> assertThat(site.outcomes("c-1").getLast())
                .returns(OutcomeKind.PROGRESS, Outcome::kind)
                .returns("the worker is shutting down; the action goes on under its supervisor", Outcome::detail));
        Files.createFile(site.file("go"));
        try (WorkerProcess worker = WorkerProcess.start(site, "edge")) {
            assertThat(site.awaitFinal("c-1").kind()).isEqualTo(OutcomeKind.SUCCEEDED);
        }
        assertThat(site.ledger()).containsExactly("begin-c-1", "end-c-1");
    }

    @Test
    void shouldEndAnActionAfterMaxRunWhileItsWorkerIsFrozen() throws Exception {
        Path pid = site.file("pid");
        try (WorkerProcess worker = WorkerProcess.start(site, "edge")) {
            // also the daemon that has left the session
            site.send(site.command(
                    site.awaitLife(NOBODY),
                    SlotType.ACT,
                    Purpose.STEP,
                    "c-1",
                    Commands.shell("setsid sh -c 'echo $$ >" + pid + "; sleep 300' & sleep 300"),
                    4_000));
            await().atMost(Duration.ofSeconds(120)).until(() -> Files.exists(pid) && Files.size(pid) > 0);
            worker.signal("STOP");
            String daemon = Files.readString(pid).strip();
            assertThat(Path.of("/proc", daemon)).exists();
            await().atMost(Duration.ofSeconds(120)).until(() -> !Files.exists(Path.of("/proc", daemon, "exe")));
            assertThat(site.kinds("c-1")).containsExactly(OutcomeKind.CLAIMED);
            worker.signal("CONT");
            assertThat(site.awaitFinal("c-1").kind()).isEqualTo(OutcomeKind.TIMED_OUT);
        }
    }

    /**
     * Killed between its claim, which a foreign transaction holds back, and the start; or, with the mark, between that and the
     * supervisor.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellWhatWasClaimedAndKilledBeforeItStarted(boolean marked) throws Exception {
        WorkerInstance first;
        Path run;
        try (KafkaProducer<byte[], byte[]> foreign = site.newProducer(
                Map.of("transactional.id", "foreign-" + site.topics().prefix()))) {
            foreign.initTransactions();
            try (WorkerProcess worker = WorkerProcess.start(site, "edge")) {
                first = site.awaitLife(NOBODY);
                run = site.file("edge").resolve("runs").resolve("c-1");
                site.send(first, "warm", site.note("warm"));
                site.awaitFinal("warm");
                foreign.beginTransaction();
                foreign.send(site.marker()).get();
                site.send(first, "c-1", site.note("c-1"));
                // Seen uncommitted: committed readers wait in front of the transaction
                await().atMost(Site.PATIENCE).until(() -> site.uncommittedClaims("c-1") == 1);
                worker.kill();
            }
            foreign.abortTransaction();
        }
        if (marked) {
            Files.writeString(run.resolve("started"), Long.toString(System.currentTimeMillis()));
        }
        try (WorkerProcess worker = WorkerProcess.start(site, "edge")) {
            assertThat(site.awaitFinal("c-1"))
                    .returns(marked ? OutcomeKind.UNKNOWN : OutcomeKind.NOT_STARTED, Outcome::kind)
                    .satisfies(end -> assertThat(end.worker())
                            .as("that it never started says the life that found it")
                            .isEqualTo(marked ? first.toString() : first.id() + "#2"));
            await().atMost(Site.PATIENCE).until(() -> Files.notExists(run));
        }
        assertThat(site.kinds("c-1"))
                .containsExactly(OutcomeKind.CLAIMED, marked ? OutcomeKind.UNKNOWN : OutcomeKind.NOT_STARTED);
        assertThat(site.ledger()).containsExactly("warm");
    }
}
