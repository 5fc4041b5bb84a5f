package dev.farrier.stream.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.execute.Commands;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.stream.SharedKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SiteWorkerTest {

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
    void shouldRunEachOfManyCommandsOnceOverTwoWorkers() throws Exception {
        // sent before anybody has joined the group
        for (int i = 0; i < 200; i++) {
            site.send("c-" + i, site.note("c-" + i));
        }
        try (SiteWorker one = site.worker("one", 4);
                SiteWorker two = site.worker("two", 4)) {
            await().atMost(Duration.ofSeconds(90)).until(() -> site.finals() >= 200);
        }
        assertThat(site.ledger())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 200).mapToObj(i -> "c-" + i).toList());
        assertThat(IntStream.range(0, 200).mapToObj(i -> site.kinds("c-" + i)))
                .allMatch(kinds -> kinds.stream()
                        .filter(kind -> kind != OutcomeKind.CLAIMED)
                        .toList()
                        .equals(List.of(OutcomeKind.SUCCEEDED)));
    }

    @Test
    void shouldRunNothingOfAnAbortedTransaction() throws Exception {
        Command aborted = site.command("aborted", site.note("aborted"), 10_000);
        Command committed = site.command("committed", site.note("committed"), 10_000);
        try (SiteWorker worker = site.worker("one", 4);
                var producer = site.newProducer(
                        Map.of("transactional.id", "test-" + site.topics().prefix()))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(site.record(aborted)).get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(site.record(committed)).get();
            producer.commitTransaction();
            site.awaitFinal("committed");
        }
        assertThat(site.ledger()).containsExactly("committed");
        assertThat(site.outcomes("aborted")).isEmpty();
    }

    @Test
    void shouldStartNothingQueuedTwoSecondsAfterAHalt() throws Exception {
        try (SiteWorker worker = site.worker("one", 1)) {
            site.send("first", site.noteUntil("first", "go"));
            for (int i = 0; i < 20; i++) {
                site.send("c-" + i, Commands.shell("date +%s%3N >>" + site.file("ledger") + "; sleep 0.3"));
            }
            site.awaitLedger("begin-first");
            Files.createFile(site.file("go"));
            site.awaitFinal("c-0");
            site.control(new Control.Halted(true, "anna", "enough", 1));
            long halted = System.currentTimeMillis();

            await().atMost(Duration.ofSeconds(30)).until(() -> site.finals() == 21);
            assertThat(site.ledger().subList(2, site.ledger().size()))
                    .hasSizeLessThan(20)
                    .allMatch(line -> Long.parseLong(line) <= halted + 2_000);
            assertThat(site.awaitFinal("c-19"))
                    .returns(OutcomeKind.REFUSED, Outcome::kind)
                    .returns("halted by anna: enough", Outcome::detail);

            site.control(new Control.Halted(false, "anna", "", 2));
            site.send("after", site.note("after"));
            assertThat(site.awaitFinal("after").kind()).isEqualTo(OutcomeKind.SUCCEEDED);
        }
    }

    @Test
    void shouldFollowAHaltThatWasThereBeforeIt() throws Exception {
        site.control(new Control.Halted(true, "anna", "maintenance", 0));
        site.send("c-1", site.note("c-1"));
        try (SiteWorker worker = site.worker("one", 1)) {
            assertThat(site.awaitFinal("c-1").kind()).isEqualTo(OutcomeKind.REFUSED);
        }
        assertThat(site.ledger()).isEmpty();
    }

    @Test
    void shouldEndWhatIsCancelledQueuedOrRunning() throws Exception {
        try (SiteWorker worker = site.worker("one", 1)) {
            site.send("running", site.noteUntil("running", "never"));
            site.send("queued", site.note("queued"));
            site.awaitLedger("begin-running");
            site.control(new Control.Cancelled("queued", "anna", "wrong host", 0));
            site.control(new Control.Cancelled("running", "anna", "wrong host", 0));
            assertThat(site.awaitFinal("running"))
                    .returns(OutcomeKind.CANCELLED, Outcome::kind)
                    .returns("begin-running\n", Outcome::output);
            assertThat(site.awaitFinal("queued").kind()).isEqualTo(OutcomeKind.CANCELLED);
        }
        assertThat(site.ledger()).containsExactly("begin-running");
    }

    @Test
    void shouldNotRunWhatTheDeciderHasTakenBack() throws Exception {
        site.outcome(new Outcome("c-1", "i", Site.NAME, "decider", OutcomeKind.REVOKED, 0, -1, "", ""));
        site.send("c-1", site.note("c-1"));
        site.send("c-2", site.note("c-2"));
        try (SiteWorker worker = site.worker("one", 1)) {
            site.awaitFinal("c-2");
        }
        assertThat(site.ledger()).containsExactly("c-2");
        assertThat(site.kinds("c-1")).containsExactly(OutcomeKind.REVOKED);
    }

    @Test
    void shouldGoOnAfterRecordsThatAreNoCommands() throws Exception {
        site.sendRaw("hello".getBytes(StandardCharsets.UTF_8));
        site.sendRaw(new byte[0]);
        site.sendRaw(null);
        site.sendRaw(new byte[500_000]);
        site.send("c-1", site.note("c-1"));
        try (SiteWorker worker = site.worker("one", 1)) {
            assertThat(site.awaitFinal("c-1").kind()).isEqualTo(OutcomeKind.SUCCEEDED);
        }
    }

    @Test
    void shouldTellProgressWhileItRuns() throws Exception {
        try (SiteWorker worker = site.worker("one", 1)) {
            site.send("c-1", site.noteUntil("c-1", "go"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> site.outcomes("c-1").stream()
                                    .filter(outcome -> outcome.kind() == OutcomeKind.PROGRESS)
                                    .count()
                            >= 2);
            assertThat(worker.running()).isEqualTo(1);
            Files.createFile(site.file("go"));
            assertThat(site.awaitFinal("c-1"))
                    .returns(OutcomeKind.SUCCEEDED, Outcome::kind)
                    .returns("begin-c-1\nend-c-1\n", Outcome::output);
        }
    }

    /** A worker whose slots are taken leaves the queue to the others. */
    @Test
    void shouldGiveAFreeWorkerWhatABusyOneCanNotTake() throws Exception {
        try (SiteWorker one = site.worker("one", 1);
                SiteWorker two = site.worker("two", 1)) {
            site.send("long", site.noteUntil("long", "go"));
            site.awaitLedger("begin-long");
            for (int i = 0; i < 5; i++) {
                site.send("short-" + i, site.note("short-" + i));
            }
            for (int i = 0; i < 5; i++) {
                assertThat(site.awaitFinal("short-" + i).kind()).isEqualTo(OutcomeKind.SUCCEEDED);
            }
            assertThat(site.kinds("long")).containsExactly(OutcomeKind.CLAIMED);
            Files.createFile(site.file("go"));
            site.awaitFinal("long");
        }
    }
}
