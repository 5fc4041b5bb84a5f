package dev.farrier.stream.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.execute.Commands;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.stream.SharedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an action when something becomes of its worker. */
@Timeout(180)
class WorkerProcessTest {

    @TempDir
    Path directory;

    private Site site;

    @BeforeEach
    void openSite() throws IOException {
        site = new Site(SharedKafka.config(), SharedKafka.createTopics(List.of(Site.NAME)), directory);
    }

    @AfterEach
    void closeSite() {
        site.close();
    }

    @Test
    void shouldTellTheTrueEndAfterTheWorkerWasKilled() throws Exception {
        site.send("c-1", site.noteUntil("c-1", "go"));
        try (WorkerProcess worker = WorkerProcess.start(site, "edge", "one")) {
            site.awaitLedger("begin-c-1");
            worker.kill();
        }
        // it goes on, and ends while nobody looks
        Files.createFile(site.file("go"));
        site.awaitLedger("end-c-1");
        assertThat(site.kinds("c-1")).containsExactly(OutcomeKind.CLAIMED);

        try (WorkerProcess worker = WorkerProcess.start(site, "edge", "two")) {
            assertThat(site.awaitFinal("c-1"))
                    .returns(OutcomeKind.SUCCEEDED, Outcome::kind)
                    .returns("edge#one", Outcome::worker)
                    .returns("begin-c-1\nend-c-1\n", Outcome::output);
        }
        assertThat(site.ledger()).containsExactly("begin-c-1", "end-c-1");
    }

    @Test
    void shouldFollowAnActionThatStillRunsWhenItComesBackAndTakeOthersMeanwhile() throws Exception {
        site.send("c-1", site.noteUntil("c-1", "go"));
        try (WorkerProcess worker = WorkerProcess.start(site, "edge", "one")) {
            site.awaitLedger("begin-c-1");
            worker.kill();
        }
        try (WorkerProcess worker = WorkerProcess.start(site, "edge", "two")) {
            site.send("c-2", site.note("c-2"));
            assertThat(site.awaitFinal("c-2").worker()).isEqualTo("edge#two");
            assertThat(site.kinds("c-1")).containsExactly(OutcomeKind.CLAIMED);
            Files.createFile(site.file("go"));
            assertThat(site.awaitFinal("c-1"))
                    .returns(OutcomeKind.SUCCEEDED, Outcome::kind)
                    .returns("edge#one", Outcome::worker);
        }
        assertThat(site.ledger()).containsExactlyInAnyOrder("begin-c-1", "c-2", "end-c-1");
    }

    @Test
    void shouldGoWithinTenSecondsOfSigtermAndLeaveTheActionToTheNext() throws Exception {
        site.send("c-1", site.noteUntil("c-1", "go"));
        try (WorkerProcess worker = WorkerProcess.start(site, "edge", "one")) {
            site.awaitLedger("begin-c-1");
            worker.signal("TERM");
            assertThat(worker.awaitEnd(10)).isTrue();
        }
        await().untilAsserted(() -> assertThat(site.outcomes("c-1").getLast())
                .returns(OutcomeKind.PROGRESS, Outcome::kind)
                .returns("the worker is shutting down; the action goes on under its supervisor", Outcome::detail));
        Files.createFile(site.file("go"));
        try (WorkerProcess worker = WorkerProcess.start(site, "edge", "two")) {
            assertThat(site.awaitFinal("c-1").kind()).isEqualTo(OutcomeKind.SUCCEEDED);
        }
        assertThat(site.ledger()).containsExactly("begin-c-1", "end-c-1");
    }

    @Test
    void shouldEndAnActionAfterMaxRunWhileItsWorkerIsFrozen() throws Exception {
        Path pid = site.file("pid");
        // also the daemon that has left the session
        site.send("c-1", Commands.shell("setsid sh -c 'echo $$ >" + pid + "; sleep 300' & sleep 300"), 4_000);
        try (WorkerProcess worker = WorkerProcess.start(site, "edge", "one")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(pid) && Files.size(pid) > 0);
            worker.signal("STOP");
            String daemon = Files.readString(pid).strip();
            assertThat(Path.of("/proc", daemon)).exists();
            await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(Path.of("/proc", daemon, "exe")));
            assertThat(site.kinds("c-1")).containsExactly(OutcomeKind.CLAIMED);
            worker.signal("CONT");
            assertThat(site.awaitFinal("c-1").kind()).isEqualTo(OutcomeKind.TIMED_OUT);
        }
    }
}
