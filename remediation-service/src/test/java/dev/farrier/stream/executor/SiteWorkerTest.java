package dev.farrier.stream.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.farrier.execute.worker.Commands;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.SlotType;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.WorkerReport;
import dev.farrier.stream.SharedKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@Tag("kafka")
class SiteWorkerTest {

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
    void shouldRunEachCommandOnceAtTheWorkerThatItNames() throws Exception {
        try (SiteWorker one = site.worker("one", 100);
                SiteWorker two = site.worker("two", 100)) {
            for (int i = 0; i < 60; i++) {
                site.send((i % 2 == 0 ? one : two).instance(), "c-" + i, site.note("c-" + i));
            }
            await().atMost(Duration.ofSeconds(90)).until(() -> site.count(OutcomeKind.SUCCEEDED) >= 60);
            assertThat(site.ledger())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 60).mapToObj(i -> "c-" + i).toList());
            for (int i = 0; i < 60; i++) {
                String worker = (i % 2 == 0 ? one : two).instance().toString();
                assertThat(site.kinds("c-" + i)).containsExactly(OutcomeKind.CLAIMED, OutcomeKind.SUCCEEDED);
                assertThat(site.outcomes("c-" + i))
                        .allMatch(outcome -> outcome.worker().equals(worker));
            }
        }
    }

    /** Claims go out together: one by one they would take a transaction each. */
    @Test
    void shouldClaimFiftyCommandsAtOnce() throws Exception {
        try (SiteWorker worker = site.worker("one", 50);
                KafkaProducer<byte[], byte[]> producer = transactional()) {
            producer.beginTransaction();
            for (int i = 0; i < 50; i++) {
                producer.send(site.record(site.command(worker.instance(), "c-" + i, Commands.process("true"))));
            }
            producer.commitTransaction();
            await().atMost(Site.PATIENCE).until(() -> site.count(OutcomeKind.CLAIMED) == 50);
            await().atMost(Site.PATIENCE).until(() -> site.count(OutcomeKind.SUCCEEDED) == 50);
        }
    }

    @Test
    void shouldRunNothingOfAnAbortedTransaction() throws Exception {
        try (SiteWorker worker = site.worker("one", 4);
                KafkaProducer<byte[], byte[]> producer = transactional()) {
            producer.beginTransaction();
            producer.send(site.record(site.command(worker.instance(), "aborted", site.note("aborted"))))
                    .get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(site.record(site.command(worker.instance(), "committed", site.note("committed"))))
                    .get();
            producer.commitTransaction();
            site.awaitFinal("committed");
        }
        assertThat(site.ledger()).containsExactly("committed");
        assertThat(site.outcomes("aborted")).isEmpty();
    }

    private KafkaProducer<byte[], byte[]> transactional() {
        KafkaProducer<byte[], byte[]> producer = site.newProducer(
                Map.of("transactional.id", "test-" + site.topics().prefix()));
        producer.initTransactions();
        return producer;
    }

    // halts and cancellations

    @Test
    void shouldRefuseAllThatComesAfterAHaltAndGoOnWhenItIsOver() throws Exception {
        try (SiteWorker worker = site.worker("one", 4)) {
            site.control(Site.halt("enough"));
            await().atMost(Site.PATIENCE)
                    .until(() -> site.reports(worker.instance()).getLast().halted());
            site.send(worker.instance(), "c-1", site.note("c-1"));
            assertThat(site.awaitFinal("c-1"))
                    .returns(OutcomeKind.REFUSED, Outcome::kind)
                    .returns(RefusalReason.HALTED, Outcome::refusal)
                    .returns("halted by anna: enough", Outcome::detail);
            site.send(site.command(
                    worker.instance(), SlotType.CALL, Purpose.ESCALATE, "call", site.note("call"), 10_000));
            assertThat(site.awaitFinal("call").kind()).isEqualTo(OutcomeKind.SUCCEEDED);

            site.control(new Control.Halted(false, false, "anna", "", System.currentTimeMillis() + 60_000));
            await().atMost(Site.PATIENCE)
                    .until(() -> !site.reports(worker.instance()).getLast().halted());
            site.send(worker.instance(), "after", site.note("after"));
            assertThat(site.awaitFinal("after").kind()).isEqualTo(OutcomeKind.SUCCEEDED);
        }
        assertThat(site.ledger()).containsExactly("call", "after");
    }

    @Test
    void shouldStartNothingOfAHaltedPolicyUntilTheDeciderSaysThatItGoesOn() throws Exception {
        try (SiteWorker worker = site.worker("one", 4)) {
            HaltScope scope = new HaltScope(ScopeKind.POLICY, "media-bridge-stuck");
            site.control(new Control.Halted(true, false, "anna", "flaps", 0, scope));
            site.control(new Control.Halted(true, false, "anna", "disk", 0, new HaltScope(ScopeKind.TARGET, "mb-77")));
            await().atMost(Site.PATIENCE).untilAsserted(() -> {
                String id = "c-" + System.nanoTime();
                site.send(worker.instance(), id, site.note(id));
                assertThat(site.awaitFinal(id))
                        .returns(RefusalReason.HALTED, Outcome::refusal)
                        .returns("policy media-bridge-stuck is halted by anna: flaps", Outcome::detail);
            });
            assertThat(site.reports(worker.instance()).getLast().halted()).isFalse();

            long later = System.currentTimeMillis() + 60_000;
            StandingHalt left = new StandingHalt(new HaltScope(ScopeKind.TARGET, "mb-77"), false, "anna", "disk", 1);
            site.control(new Control.Halted(true, false, "anna", "disk", later, null, List.of(left)));
            await().atMost(Site.PATIENCE).untilAsserted(() -> {
                String id = "d-" + System.nanoTime();
                site.send(worker.instance(), id, site.note(id));
                assertThat(site.awaitFinal(id).kind()).isEqualTo(OutcomeKind.SUCCEEDED);
            });
        }
    }

    @Test
    void shouldFollowAHaltThatStoodBeforeItStartedAlsoWhenItsRecordIsGone() throws Exception {
        site.answer(true, new Control.Halted(true, false, "anna", "maintenance", 1_000));
        try (SiteWorker worker = site.worker("one", 1)) {
            site.send(worker.instance(), "c-1", site.note("c-1"));
            assertThat(site.awaitFinal("c-1").refusal()).isEqualTo(RefusalReason.HALTED);
        }
        assertThat(site.ledger()).isEmpty();
    }

    @Test
    void shouldNotTakeTheOldAbsenceOfAHaltForTheEndOfANewerOne() throws Exception {
        site.control(Site.halt("maintenance"));
        // the decider has not come to it yet, and says that nobody ever halted
        try (SiteWorker worker = site.worker("one", 1)) {
            site.send(worker.instance(), "c-1", site.note("c-1"));
            assertThat(site.awaitFinal("c-1").refusal()).isEqualTo(RefusalReason.HALTED);
        }
    }

    @Test
    void shouldTakeNothingBeforeTheStandingHaltWasSaidAfterItsStart() throws Exception {
        Control.Halted none = new Control.Halted(false, false, "decider", "", 1);
        site.answer(false, none);
        // a word from before its start: whatever was said since may have been deleted
        site.control(none);
        try (SiteWorker worker = site.start("one", 1)) {
            await().atMost(Site.PATIENCE)
                    .until(() -> site.reports(worker.instance()).size() == 1);
            site.send(worker.instance(), "c-1", site.note("c-1"));
            await().atMost(Site.PATIENCE)
                    .until(() -> site.reports(worker.instance()).size() == 3);
            assertThat(site.outcomes("c-1")).isEmpty();
            assertThat(worker.problem())
                    .contains(site.topics().controls(Site.NAME))
                    .contains("halted");
            site.control(none);
            assertThat(site.awaitFinal("c-1").kind()).isEqualTo(OutcomeKind.SUCCEEDED);
            assertThat(worker.problem()).isNull();
        }
    }

    /** It says nothing about the halts of other scopes that may stand. */
    @Test
    void shouldNotTakeThePersonsOrderForTheDecidersWord() throws Exception {
        site.answer(false, new Control.Halted(false, false, "decider", "", 1));
        try (SiteWorker worker = site.start("one", 1)) {
            await().atMost(Site.PATIENCE)
                    .until(() -> site.reports(worker.instance()).size() == 1);
            site.control(new Control.Halted(false, false, "anna", "", 1, HaltScope.ALL));
            site.send(worker.instance(), "c-1", site.note("c-1"));
            await().atMost(Site.PATIENCE)
                    .until(() -> site.reports(worker.instance()).size() == 3);
            assertThat(site.outcomes("c-1")).isEmpty();
        }
    }

    @Test
    void shouldEndWhatIsCancelledAndNotStartWhatComesLater() throws Exception {
        try (SiteWorker worker = site.worker("one", 2)) {
            site.send(worker.instance(), "running", site.noteUntil("running", "never"));
            site.awaitLedger("begin-running");
            site.control(new Control.Cancelled("incident-1", "", "anna", "wrong host", 0));
            assertThat(site.awaitFinal("running"))
                    .returns(OutcomeKind.CANCELLED, Outcome::kind)
                    .returns("begin-running\n", Outcome::output);
            site.send(worker.instance(), "later", site.note("later"));
            assertThat(site.awaitFinal("later").kind()).isEqualTo(OutcomeKind.CANCELLED);
        }
        assertThat(site.ledger()).containsExactly("begin-running");
    }

    @Test
    void shouldNotRunWhatTheDeciderHasTakenBack() throws Exception {
        site.outcome(new Outcome("c-1", "i", Site.NAME, "decider", OutcomeKind.REVOKED, 0, -1, "", ""));
        try (SiteWorker worker = site.worker("one", 1)) {
            site.send(worker.instance(), "c-1", site.note("c-1"));
            site.send(worker.instance(), "c-2", site.note("c-2"));
            site.awaitFinal("c-2");
        }
        assertThat(site.ledger()).containsExactly("c-2");
        assertThat(site.kinds("c-1")).containsExactly(OutcomeKind.REVOKED);
    }

    @Test
    void shouldGoOnAfterRecordsThatItCanNotRead() throws Exception {
        try (SiteWorker worker = site.worker("one", 1)) {
            for (byte[] value : new byte[][] {"hello".getBytes(StandardCharsets.UTF_8), {}, null, new byte[500_000]}) {
                site.sendRaw(worker.instance(), value);
                site.outcomeRaw(value);
            }
            site.send(worker.instance(), "c-1", site.note("c-1"));
            assertThat(site.awaitFinal("c-1").kind()).isEqualTo(OutcomeKind.SUCCEEDED);
        }
    }

    @Test
    void shouldTellProgressWhileItRuns() throws Exception {
        try (SiteWorker worker = site.worker("one", 1)) {
            site.send(worker.instance(), "c-1", site.noteUntil("c-1", "go"));
            await().atMost(Site.PATIENCE)
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

    @Test
    void shouldCallAPersonAndLookWhileLongActionsRun() throws Exception {
        try (SiteWorker worker = site.worker("one", 1)) {
            site.send(worker.instance(), "drain", site.noteUntil("drain", "go"));
            site.awaitLedger("begin-drain");
            site.send(worker.instance(), "second", site.note("second"));
            assertThat(site.awaitFinal("second").refusal()).isEqualTo(RefusalReason.NO_SLOT);
            for (SlotType lane : List.of(SlotType.CALL, SlotType.LOOK)) {
                site.send(site.command(
                        worker.instance(), lane, Purpose.ESCALATE, lane.name(), site.note(lane.name()), 10_000));
                assertThat(site.awaitFinal(lane.name()).kind()).isEqualTo(OutcomeKind.SUCCEEDED);
            }
            assertThat(site.kinds("drain")).containsExactly(OutcomeKind.CLAIMED);
            Files.createFile(site.file("go"));
            site.awaitFinal("drain");
        }
    }

    @Test
    void shouldSayThatItGoesAndGiveBackWhatItIsSent() throws Exception {
        SiteWorker worker = site.worker("one", 2);
        site.send(worker.instance(), "long", site.noteUntil("long", "go"));
        site.awaitLedger("begin-long");
        Thread closing = Thread.ofVirtual().start(worker::close);
        await().atMost(Site.PATIENCE)
                .until(() -> site.reports(worker.instance()).getLast().draining());
        site.send(worker.instance(), "late", site.note("late"));
        assertThat(site.awaitFinal("late").refusal()).isEqualTo(RefusalReason.DRAINING);
        Files.createFile(site.file("go"));
        assertThat(site.awaitFinal("long").kind()).isEqualTo(OutcomeKind.SUCCEEDED);
        closing.join();
    }

    // who it is

    @Test
    void shouldBeTheSameWorkerInALaterLifeAfterARestart() throws Exception {
        SiteWorker one = site.worker("one", 1);
        one.close();
        try (SiteWorker again = site.worker("one", 1)) {
            assertThat(again.instance().succeeds(one.instance())).isTrue();
            assertThatThrownBy(() -> site.start("one", 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another running worker");
        }
    }

    @Test
    void shouldStopWhenALaterLifeOfItSpeaks() throws Exception {
        try (SiteWorker one = site.worker("one", 1)) {
            copyIdentity("one", "copy");
            try (SiteWorker two = site.worker("copy", 1)) {
                assertThat(two.instance().succeeds(one.instance())).isTrue();
                await().atMost(Site.PATIENCE).until(() -> one.problem() != null);
                assertThat(one.problem())
                        .contains("later start")
                        .contains(two.instance().toString());
                site.send(one.instance(), "c-1", site.note("c-1"));
                site.send(two.instance(), "c-2", site.note("c-2"));
                assertThat(site.awaitFinal("c-2").kind()).isEqualTo(OutcomeKind.SUCCEEDED);
                assertThat(site.outcomes("c-1")).isEmpty();
            }
        }
        assertThat(site.ledger()).containsExactly("c-2");
    }

    /** On two machines no lock tells them of each other. Who hears the other stops; at most one goes on. */
    @Test
    void shouldNotRunTwiceWhatNamesALifeThatTwoProcessesHave() throws Exception {
        site.worker("one", 1).close();
        copyIdentity("one", "copy");
        try (SiteWorker one = site.start("one", 1);
                SiteWorker two = site.start("copy", 1)) {
            assertThat(one.instance()).isEqualTo(two.instance());
            site.send(one.instance(), "c-1", site.note("c-1"));
            await().atMost(Site.PATIENCE)
                    .until(() -> (one.problem() + " " + two.problem()).contains("another process"));
            for (int i = 2; i < 10; i++) {
                site.send(one.instance(), "c-" + i, site.note("c-" + i));
            }
            try (SiteWorker three = site.worker("three", 1)) {
                site.send(three.instance(), "last", site.note("last"));
                site.awaitFinal("last");
            }
        }
        assertThat(site.ledger()).doesNotHaveDuplicates();
        for (int i = 1; i < 10; i++) {
            List<OutcomeKind> kinds = site.kinds("c-" + i);
            boolean ran = site.ledger().contains("c-" + i);
            assertThat(kinds.contains(OutcomeKind.SUCCEEDED)).isEqualTo(ran);
            assertThat(ran && (kinds.contains(OutcomeKind.NOT_STARTED) || kinds.contains(OutcomeKind.REFUSED)))
                    .as("nothing false is said: %s", kinds)
                    .isFalse();
        }
    }

    private void copyIdentity(String from, String to) throws IOException {
        Files.createDirectories(site.file(to));
        Files.copy(site.file(from).resolve("identity"), site.file(to).resolve("identity"));
    }

    @Test
    void shouldNotBeDisturbedByWhatOthersSay() throws Exception {
        try (SiteWorker one = site.worker("one", 1);
                SiteWorker two = site.worker("two", 1)) {
            WorkerReport report = site.reports(two.instance()).getLast();
            assertThat(report.slots(SlotType.CALL)).isEqualTo(2);
            assertThat(report.actionTypes()).containsExactly("http", "process", "script", "waitUntil");
            await().atMost(Site.PATIENCE)
                    .until(() -> site.reports(two.instance()).size() >= 2);
            assertThat(one.problem()).isNull();
            assertThat(two.problem()).isNull();
        }
    }

    @Test
    void shouldNotTakeACommandThatNamesAnEarlierLife() throws Exception {
        SiteWorker one = site.worker("one", 1);
        Command old = site.command(one.instance(), "old", site.note("old"));
        one.close();
        try (SiteWorker again = site.worker("one", 1)) {
            site.send(old);
            site.send(again.instance(), "new", site.note("new"));
            site.awaitFinal("new");
        }
        assertThat(site.ledger()).containsExactly("new");
        assertThat(site.outcomes("old")).isEmpty();
    }
}
