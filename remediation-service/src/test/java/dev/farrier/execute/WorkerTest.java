package dev.farrier.execute;

import static dev.farrier.model.OutcomeKind.CANCELLED;
import static dev.farrier.model.OutcomeKind.CLAIMED;
import static dev.farrier.model.OutcomeKind.EXPIRED;
import static dev.farrier.model.OutcomeKind.FAILED;
import static dev.farrier.model.OutcomeKind.PROGRESS;
import static dev.farrier.model.OutcomeKind.REFUSED;
import static dev.farrier.model.OutcomeKind.REVOKED;
import static dev.farrier.model.OutcomeKind.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.execute.Ending.Ended;
import dev.farrier.execute.OutcomeLog.Claim;
import dev.farrier.execute.record.CommandSignature;
import dev.farrier.execute.record.Runs;
import dev.farrier.execute.record.SigningKeys;
import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.SignedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerTest {
    private static final long NOW = 1_750_000_000_000L;
    private static final long HOUR = 3_600_000;
    private static final String ME = "edge-1#aa";

    @TempDir
    Path directory;

    private final SteppedClock clock = new SteppedClock(NOW);
    private final FakeQueue queue = new FakeQueue();
    private final FakeOutcomeLog log = new FakeOutcomeLog(clock);
    private final FakeControls controls = new FakeControls(clock);
    private final FakeRunner runner = new FakeRunner();
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private SigningKeys keys;
    private Runs runs;
    private Path killFile;
    private Worker worker;
    private Runners runners;

    @BeforeEach
    void makeWorker() throws IOException {
        keys = SigningKeys.loadOrCreate(directory.resolve("keys"));
        runs = Runs.open(directory.resolve("data"));
        killFile = directory.resolve("stop");
        make("aa", WorkerSettings.ALL_ACTIONS);
    }

    @AfterEach
    void letGo() throws IOException {
        runs.close();
    }

    private void make(String incarnation, Set<String> allow) {
        WorkerSettings settings =
                new WorkerSettings("edge-1", incarnation, Commands.SITE, 2, 2, allow, killFile, 10_000, 2_000, 8_000);
        Admission admission = new Admission(settings, keys.trusted(), controls);
        Slots slots = new Slots(settings.slots(), settings.waits());
        Map<String, ActionRunner> byType = Map.of("process", runner, "waitUntil", runner);
        runners = new Runners(settings, log, admission, controls, slots, byType, threads::add, clock.timing());
        worker = new Worker(settings, queue, log, admission, runs, slots, runners, clock.timing());
    }

    /** What a restart on the same data directory is. */
    private void restart(String incarnation) throws IOException {
        runs.close();
        runs = Runs.open(directory.resolve("data"));
        threads.clear();
        make(incarnation, WorkerSettings.ALL_ACTIONS);
    }

    private static Command command(String id) {
        return Commands.of(id, Commands.process("true"), NOW, NOW + 60_000, 30_000);
    }

    private static Command waiting(String id) {
        return Commands.of(id, Commands.waitUntil("http://127.0.0.1/", "0", 1_000, 0), NOW, NOW + 60_000, 30_000);
    }

    private void send(Command command) {
        queue.add(CommandSignature.sign(command, keys));
    }

    private boolean take() throws InterruptedException {
        return worker.takeOne(0);
    }

    private void runThreads() {
        while (!threads.isEmpty()) {
            threads.poll().run();
        }
    }

    private Path runDirectory(String id) {
        return directory.resolve("data").resolve("runs").resolve(id);
    }

    private void assertNeverClaimed(OutcomeKind kind, String detail) {
        assertThat(runner.started()).isEmpty();
        assertThat(log.kinds()).containsExactly(kind);
        assertThat(log.last().detail()).contains(detail);
        assertThat(queue.acknowledged()).containsExactly("accept c-1");
        assertThat(runDirectory("c-1")).doesNotExist();
    }

    private void assertEndedWithoutStart(OutcomeKind kind, String detail) {
        assertThat(runner.started()).isEmpty();
        assertThat(log.kinds()).containsExactly(CLAIMED, kind);
        assertThat(log.last().worker()).isEqualTo(ME);
        assertThat(log.last().detail()).contains(detail);
        assertThat(queue.acknowledged()).containsExactly("accept c-1");
        assertThat(runDirectory("c-1")).doesNotExist();
    }

    // the straight way

    @Test
    void shouldClaimAcceptRunAndTell() throws Exception {
        send(command("c-1"));
        assertThat(take()).isTrue();
        assertThat(log.kinds()).containsExactly(CLAIMED);
        assertThat(queue.acknowledged()).containsExactly("accept c-1");
        assertThat(runner.started()).isEmpty();
        runThreads();
        assertThat(runner.started()).containsExactly("c-1");
        assertThat(log.kinds()).containsExactly(CLAIMED, SUCCEEDED);
        assertThat(log.last())
                .isEqualTo(new Outcome("c-1", "incident-1", Commands.SITE, ME, SUCCEEDED, NOW, 0, "done\n", ""));
        assertThat(runDirectory("c-1")).doesNotExist();
    }

    @Test
    void shouldFindNothingInAnEmptyQueue() throws Exception {
        assertThat(take()).isFalse();
        assertThat(queue.polls()).isEqualTo(1);
    }

    // refused without a claim

    @Test
    void shouldNotClaimWhatNobodyTrustedHasSigned() throws Exception {
        SigningKeys others = SigningKeys.loadOrCreate(directory.resolve("others"));
        queue.add(CommandSignature.sign(command("c-1"), others));
        take();
        assertNeverClaimed(REFUSED, "does not trust");
    }

    @Test
    void shouldNotClaimAForgedCommand() throws Exception {
        SignedCommand signed = CommandSignature.sign(command("c-1"), keys);
        Command forged = Commands.of("c-1", Commands.process("false"), NOW, NOW + 60_000, 30_000);
        queue.add(new SignedCommand(forged, signed.keyId(), signed.signature()));
        take();
        assertNeverClaimed(REFUSED, "signature does not fit");
    }

    @Test
    void shouldNotClaimAnActionThatIsNotAllowed() throws Exception {
        make("aa", Set.of("http"));
        send(command("c-1"));
        take();
        assertNeverClaimed(REFUSED, "process is not allowed here; allowed: [http]");
    }

    @Test
    void shouldNotClaimForAnotherSite() throws Exception {
        Command command = command("c-1");
        send(new Command(
                command.id(),
                1,
                command.incident(),
                command.policy(),
                command.commit(),
                "us-1",
                command.target(),
                command.rung(),
                command.step(),
                command.purpose(),
                command.actionName(),
                command.action(),
                command.issuedAt(),
                command.startBy(),
                command.maxRun(),
                command.onWorkerLoss()));
        take();
        assertNeverClaimed(REFUSED, "us-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".hidden", "a/b", "", "a b", "../../etc/cron.d/x"})
    void shouldNotMakeADirectoryOfAnyId(String id) throws Exception {
        send(command(id));
        take();
        assertThat(log.kinds()).containsExactly(REFUSED);
        assertThat(log.last().detail()).contains("id");
        try (var entries = Files.list(directory.resolve("data").resolve("runs"))) {
            assertThat(entries).allMatch(entry -> entry.endsWith(".lock"));
        }
    }

    @ParameterizedTest
    @CsvSource({"-1,CLAIMED", "0,EXPIRED", "1,EXPIRED", "86400000,EXPIRED"})
    void shouldExpireWithoutAClaimFromStartByOn(long late, OutcomeKind kind) throws Exception {
        send(command("c-1"));
        clock.set(NOW + 60_000 + late);
        take();
        assertThat(log.kinds()).containsExactly(kind);
    }

    @ParameterizedTest
    @CsvSource({"3600000,CLAIMED", "3600001,REFUSED"})
    void shouldRefuseStartByMoreThanAnHourAhead(long ahead, OutcomeKind kind) throws Exception {
        send(Commands.of("c-1", Commands.process("true"), NOW, NOW + ahead, 30_000));
        take();
        assertThat(log.kinds()).containsExactly(kind);
    }

    /** Else its claims could be older than what the worker looks back to. */
    @Test
    void shouldRefuseStartByLongAfterIssueAlsoWhenItIsNear() throws Exception {
        send(Commands.of("c-1", Commands.process("true"), NOW - HOUR, NOW + 1, 30_000));
        take();
        assertNeverClaimed(REFUSED, "more than an hour");
    }

    @Test
    void shouldRefuseAnActionThatMayNotRunAtAll() throws Exception {
        send(Commands.of("c-1", Commands.process("true"), NOW, NOW + 1, 0));
        take();
        assertNeverClaimed(REFUSED, "maxRun");
    }

    @Test
    void shouldLeaveCommandsToOthersWhileTheKillFileExists() throws Exception {
        Files.createFile(killFile);
        send(command("c-1"));
        assertThat(take()).isFalse();
        assertThat(queue.polls()).isZero();
        assertThat(log.appended()).isEmpty();

        Files.delete(killFile);
        assertThat(take()).isTrue();
        assertThat(log.kinds()).containsExactly(CLAIMED);
    }

    @Test
    void shouldTakeADanglingLinkForTheKillFile() throws Exception {
        Files.createSymbolicLink(killFile, directory.resolve("nowhere"));
        send(command("c-1"));
        assertThat(take()).isFalse();
        assertThat(queue.polls()).isZero();
    }

    @Test
    void shouldNotClaimWhileHalted() throws Exception {
        controls.halt(true);
        send(command("c-1"));
        take();
        assertNeverClaimed(REFUSED, "halted by anna: maintenance");
        controls.halt(false);
        send(command("c-2"));
        take();
        assertThat(log.kinds()).containsExactly(REFUSED, CLAIMED);
    }

    @Test
    void shouldRejectWhatCanNotBeRead() throws Exception {
        queue.add(new SignedCommand(null, "", ""));
        assertThat(take()).isTrue();
        assertThat(queue.acknowledged()).containsExactly("reject ?");
        assertThat(log.appended()).isEmpty();
    }

    // when it takes

    @ParameterizedTest
    @CsvSource({"2000,1", "2001,0"})
    void shouldNotPollWithOldControls(long age, int polls) throws Exception {
        controls.readUpTo(NOW - age);
        take();
        assertThat(queue.polls()).isEqualTo(polls);
    }

    @Test
    void shouldNotPollBeforeTheControlsHaveBeenReadAtAll() throws Exception {
        controls.readUpTo(0);
        assertThat(take()).isFalse();
        assertThat(queue.polls()).isZero();
    }

    @Test
    void shouldNotPollBeforeTheClaimsCanBeLookedUp() throws Exception {
        log.catchUp(false);
        assertThat(take()).isFalse();
        assertThat(queue.polls()).isZero();
    }

    @Test
    void shouldPollOnlyWhileASlotIsFree() throws Exception {
        send(command("c-1"));
        send(command("c-2"));
        send(command("c-3"));
        take();
        take();
        assertThat(take()).isFalse();
        assertThat(queue.polls()).isEqualTo(2);
        threads.poll().run();
        assertThat(take()).isTrue();
        assertThat(queue.acknowledged()).containsExactly("accept c-1", "accept c-2", "accept c-3");
    }

    @Test
    void shouldHoldNoSlotWhileWaiting() throws Exception {
        send(waiting("w-1"));
        send(command("c-1"));
        send(waiting("w-2"));
        send(command("c-2"));
        take();
        take();
        take();
        assertThat(take()).as("both waits are taken").isFalse();
        threads.poll().run();
        assertThat(take()).isTrue();
        assertThat(take()).as("both slots are taken").isFalse();
    }

    @Test
    void shouldTakeNothingOnceStopped() throws Exception {
        send(command("c-1"));
        worker.stop();
        assertThat(take()).isFalse();
        assertThat(queue.polls()).isZero();
    }

    // the claim

    @Test
    void shouldDropWhatAnotherHasClaimedBefore() throws Exception {
        log.claimed("c-1", new Claim("edge-2#bb", CLAIMED, NOW));
        send(command("c-1"));
        take();
        runThreads();
        assertThat(runner.started()).isEmpty();
        assertThat(log.appended()).isEmpty();
        assertThat(queue.acknowledged()).containsExactly("accept c-1");
    }

    @ParameterizedTest
    @CsvSource({"edge-2#bb,CLAIMED", "decider,REVOKED", "edge-1#99,CLAIMED"})
    void shouldDropWhatAnotherWasQuickerToClaim(String who, OutcomeKind kind) throws Exception {
        log.claimQuicker("c-1", new Claim(who, kind, NOW));
        send(command("c-1"));
        take();
        runThreads();
        assertThat(runner.started()).isEmpty();
        assertThat(log.kinds()).containsExactly(CLAIMED);
        assertThat(queue.acknowledged()).containsExactly("accept c-1");
        assertThat(runDirectory("c-1")).doesNotExist();
    }

    @Test
    void shouldNotTakeARevocationInItsOwnNameForAClaim() throws Exception {
        log.claimQuicker("c-1", new Claim(ME, REVOKED, NOW));
        send(command("c-1"));
        take();
        runThreads();
        assertThat(runner.started()).isEmpty();
    }

    @Test
    void shouldStartOnceHoweverOftenItComes() throws Exception {
        for (int i = 0; i < 3; i++) {
            send(command("c-1"));
            take();
            runThreads();
        }
        assertThat(runner.started()).containsExactly("c-1");
        assertThat(log.kinds()).containsExactly(CLAIMED, SUCCEEDED);
        assertThat(queue.acknowledged()).hasSize(3).containsOnly("accept c-1");
    }

    @Test
    void shouldTryUntilKafkaTakesTheClaim() throws Exception {
        log.refuse(5);
        send(command("c-1"));
        take();
        runThreads();
        assertThat(log.kinds()).containsExactly(CLAIMED, SUCCEEDED);
    }

    @ParameterizedTest
    @CsvSource({"-1,SUCCEEDED", "0,EXPIRED"})
    void shouldExpireAsTheWinnerWhenItsClaimCameTooLate(long late, OutcomeKind kind) throws Exception {
        log.refuse(1);
        clock.whenPaused(() -> clock.set(NOW + 60_000 + late));
        send(command("c-1"));
        take();
        runThreads();
        assertThat(log.kinds()).containsExactly(CLAIMED, kind);
        assertThat(log.last().worker()).isEqualTo(ME);
    }

    @Test
    void shouldReleaseWhatItDidNotGetToClaimBeforeItStops() throws Exception {
        log.refuse(-1);
        clock.whenPaused(() -> worker.giveUp());
        send(command("c-1"));
        take();
        assertThat(queue.acknowledged()).containsExactly("release c-1");
        assertThat(runDirectory("c-1")).exists();
        assertThat(threads).isEmpty();
    }

    // between claim and start

    @Test
    void shouldNotStartWhenCancelledInTheQueue() throws Exception {
        controls.cancel("c-1");
        send(command("c-1"));
        take();
        runThreads();
        assertEndedWithoutStart(CANCELLED, "cancelled by anna before it started: wrong host");
    }

    @Test
    void shouldNotStartWhenHaltedAfterTheClaim() throws Exception {
        send(command("c-1"));
        take();
        controls.halt(true);
        runThreads();
        assertEndedWithoutStart(REFUSED, "halted by anna");
    }

    @Test
    void shouldNotStartWhenTheKillFileCameAfterTheClaim() throws Exception {
        send(command("c-1"));
        take();
        Files.createFile(killFile);
        runThreads();
        assertEndedWithoutStart(REFUSED, "kill file");
    }

    /** As a worker that was frozen after its claim, and thaws. */
    @Test
    void shouldNotStartAfterStartByAlthoughItsClaimWasInTime() throws Exception {
        send(command("c-1"));
        take();
        clock.set(NOW + 60_000);
        runThreads();
        assertEndedWithoutStart(EXPIRED, "after its startBy");
    }

    @Test
    void shouldWaitForFreshControlsBeforeItStarts() throws Exception {
        send(command("c-1"));
        take();
        controls.readUpTo(NOW - 5_000);
        clock.whenPaused(() -> {
            if (clock.millis() >= NOW + 1_000) {
                controls.halt(true);
                controls.readUpTo(clock.millis());
            }
        });
        runThreads();
        assertEndedWithoutStart(REFUSED, "halted by anna");
    }

    @Test
    void shouldExpireWhenTheControlsStayOld() throws Exception {
        send(command("c-1"));
        take();
        controls.readUpTo(NOW - 5_000);
        runThreads();
        assertEndedWithoutStart(EXPIRED, "");
    }

    @Test
    void shouldNotStartOnceTheWorkerStops() throws Exception {
        send(command("c-1"));
        take();
        runners.stop();
        runThreads();
        assertEndedWithoutStart(EXPIRED, "stopped before");
    }

    @Test
    void shouldRefuseAsTheWinnerWhatItHasNoRunnerFor() throws Exception {
        send(Commands.of(
                "c-1",
                new dev.farrier.model.Action.Http(Commands.call("http://127.0.0.1/", null)),
                NOW,
                NOW + 60_000,
                30_000));
        take();
        runThreads();
        assertEndedWithoutStart(REFUSED, "can't do http");
    }

    // while it runs, and after

    @Test
    void shouldTellProgressEveryTenSeconds() throws Exception {
        runner.ending(run -> {
            run.report("half way");
            clock.set(NOW + 9_999);
            runners.tick();
            assertThat(log.kinds()).containsExactly(CLAIMED);
            clock.set(NOW + 10_000);
            runners.tick();
            runners.tick();
            assertThat(log.kinds()).containsExactly(CLAIMED, PROGRESS);
            assertThat(log.last().detail()).isEqualTo("half way");
            clock.set(NOW + 20_000);
            runners.tick();
            return new Ended(FAILED, 3, "", "exit 3");
        });
        send(command("c-1"));
        take();
        runThreads();
        runners.tick();
        assertThat(log.kinds()).containsExactly(CLAIMED, PROGRESS, PROGRESS, FAILED);
        clock.set(NOW + 90_000);
        runners.tick();
        assertThat(log.kinds()).hasSize(4);
    }

    @Test
    void shouldTellARunnerThatItsCommandIsCancelled() throws Exception {
        runner.ending(run -> {
            assertThat(run.cancelled()).isFalse();
            controls.cancel("c-2");
            assertThat(run.cancelled()).isFalse();
            controls.cancel("c-1");
            assertThat(run.cancelled()).isTrue();
            return new Ended(CANCELLED, -1, "", "");
        });
        send(command("c-1"));
        take();
        runThreads();
        assertThat(log.kinds()).containsExactly(CLAIMED, CANCELLED);
    }

    @Test
    void shouldDeliverAnOutcomeAsSoonAsKafkaIsBack() throws Exception {
        runner.ending(run -> {
            log.refuse(-1);
            return new Ended(SUCCEEDED, 0, "done\n", "");
        });
        send(command("c-1"));
        take();
        runThreads();
        runners.tick();
        assertThat(log.kinds()).containsExactly(CLAIMED);
        assertThat(runners.undelivered()).isEqualTo(1);
        log.refuse(0);
        runners.tick();
        runners.tick();
        assertThat(log.kinds()).containsExactly(CLAIMED, SUCCEEDED);
        assertThat(runDirectory("c-1")).doesNotExist();
    }

    @Test
    void shouldFreeTheSlotBeforeKafkaHasTheOutcome() throws Exception {
        runner.ending(run -> {
            log.refuse(2);
            return new Ended(SUCCEEDED, 0, "", "");
        });
        send(command("c-1"));
        send(command("c-2"));
        send(command("c-3"));
        take();
        take();
        threads.poll().run();
        assertThat(take()).isTrue();
    }

    @Test
    void shouldFailWhenTheRunnerItselfFails() throws Exception {
        runner.ending(run -> {
            throw new IllegalStateException("broken");
        });
        send(command("c-1"));
        take();
        runThreads();
        assertThat(log.last().kind()).isEqualTo(FAILED);
        assertThat(log.last().detail()).contains("broken");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLeaveWaitsAtOnceAndActionsLater(boolean wait) throws Exception {
        runner.ending(run -> {
            assertThat(run.leaving()).isFalse();
            runners.stop();
            assertThat(run.leaving()).isEqualTo(wait);
            runners.leave();
            assertThat(run.leaving()).isTrue();
            return new Ending.Left("goes on");
        });
        send(wait ? waiting("c-1") : command("c-1"));
        take();
        runThreads();
        assertThat(log.kinds()).containsExactly(CLAIMED, PROGRESS);
        assertThat(runDirectory("c-1")).exists();
    }

    // after a restart

    @Test
    void shouldDeliverAfterARestartWhatKafkaDidNotTake() throws Exception {
        runner.ending(run -> {
            log.refuse(-1);
            return new Ended(FAILED, 3, "output\n", "exit 3");
        });
        send(command("c-1"));
        take();
        runThreads();
        log.refuse(0);
        restart("bb");
        assertThat(worker.recover()).isTrue();
        assertThat(runner.resumed()).isEmpty();
        assertThat(log.last())
                .isEqualTo(new Outcome("c-1", "incident-1", Commands.SITE, ME, FAILED, NOW, 3, "output\n", "exit 3"));
        assertThat(runDirectory("c-1")).doesNotExist();
    }

    @Test
    void shouldTakeUpAgainWhatWasStartedAndTellItsEndInTheWinnersName() throws Exception {
        runner.ending(run -> new Ending.Left("the worker is shutting down"));
        send(command("c-1"));
        take();
        clock.set(NOW + 3);
        runThreads();
        assertThat(log.kinds()).containsExactly(CLAIMED, PROGRESS);
        assertThat(log.last().detail()).contains("shutting down");

        restart("bb");
        clock.set(NOW + 5_000);
        runner.ending(run -> {
            assertThat(run.startedAt()).isEqualTo(NOW + 3);
            assertThat(run.command()).isEqualTo(command("c-1"));
            return new Ended(SUCCEEDED, 0, "", "");
        });
        worker.recover();
        runThreads();
        assertThat(runner.started()).containsExactly("c-1");
        assertThat(runner.resumed()).containsExactly("c-1");
        assertThat(log.last().kind()).isEqualTo(SUCCEEDED);
        assertThat(log.last().worker()).isEqualTo(ME);
        assertThat(runDirectory("c-1")).doesNotExist();
    }

    @Test
    void shouldCountWhatItTakesUpAgainAgainstItsSlots() throws Exception {
        runner.ending(run -> new Ending.Left(""));
        send(command("c-1"));
        take();
        runThreads();
        restart("bb");
        worker.recover();
        send(command("c-2"));
        send(command("c-3"));
        assertThat(take()).isTrue();
        assertThat(take()).isFalse();
    }

    @Test
    void shouldExpireAfterARestartWhatWasClaimedButNotStarted() throws Exception {
        send(command("c-1"));
        take();
        restart("bb");
        worker.recover();
        runThreads();
        assertThat(runner.started()).isEmpty();
        assertThat(log.kinds()).containsExactly(CLAIMED, EXPIRED);
        assertThat(log.last().worker()).isEqualTo(ME);
        assertThat(log.last().detail()).contains("restarted");
        assertThat(runDirectory("c-1")).doesNotExist();
    }

    @Test
    void shouldForgetAfterARestartWhatItNeverGotToClaim() throws Exception {
        log.refuse(-1);
        clock.whenPaused(() -> worker.giveUp());
        send(command("c-1"));
        take();
        log.refuse(0);
        clock.whenPaused(() -> {});
        restart("bb");
        worker.recover();
        assertThat(log.appended()).isEmpty();
        assertThat(runDirectory("c-1")).doesNotExist();
        // and it is anybody's, also its own
        send(command("c-1"));
        take();
        runThreads();
        assertThat(runner.started()).containsExactly("c-1");
    }

    @Test
    void shouldNotRecoverBeforeTheClaimsCanBeLookedUp() throws Exception {
        send(command("c-1"));
        take();
        restart("bb");
        log.catchUp(false);
        assertThat(worker.recover()).isFalse();
        assertThat(runDirectory("c-1")).exists();
        assertThat(log.kinds()).containsExactly(CLAIMED);
    }

    @Test
    void shouldLeaveToTheDeciderWhatNobodyKnows() throws Exception {
        runner.ending(run -> new Ending.Unknown("nobody saw it end"));
        send(command("c-1"));
        take();
        runThreads();
        assertThat(log.kinds()).containsExactly(CLAIMED, PROGRESS);
        assertThat(log.last().detail()).isEqualTo("nobody saw it end");
        assertThat(runDirectory("c-1")).doesNotExist();
    }

    @Test
    void shouldSetAsideWhatItCanNotRead() throws Exception {
        Files.createDirectories(runDirectory("c-7"));
        Files.writeString(runDirectory("c-7").resolve("command"), "garbage");
        restart("bb");
        assertThat(worker.recover()).isTrue();
        assertThat(runDirectory("c-7")).doesNotExist();
        assertThat(runDirectory(".unreadable-c-7")).exists();
    }

    @Test
    void shouldNotShareItsDataDirectory() {
        assertThatThrownBy(() -> Runs.open(directory.resolve("data")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another running worker");
    }
}
