package dev.farrier.execute.worker;

import static dev.farrier.model.OutcomeKind.CANCELLED;
import static dev.farrier.model.OutcomeKind.CLAIMED;
import static dev.farrier.model.OutcomeKind.FAILED;
import static dev.farrier.model.OutcomeKind.NOT_STARTED;
import static dev.farrier.model.OutcomeKind.PROGRESS;
import static dev.farrier.model.OutcomeKind.REFUSED;
import static dev.farrier.model.OutcomeKind.REVOKED;
import static dev.farrier.model.OutcomeKind.SUCCEEDED;
import static dev.farrier.model.OutcomeKind.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.execute.ActionResult;
import dev.farrier.execute.ActionResult.Completion;
import dev.farrier.execute.ExecutableActionType;
import dev.farrier.execute.OutcomeLog.Claim;
import dev.farrier.execute.SteppedClock;
import dev.farrier.execute.record.CommandSignature;
import dev.farrier.execute.record.SigningKeys;
import dev.farrier.execute.record.WorkerDirectory;
import dev.farrier.execute.worker.WorkerContext.SiteTopics;
import dev.farrier.model.Action;
import dev.farrier.model.Command;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.SignedCommand;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import dev.farrier.stream.executor.AvroWorkerRecordCodec;
import dev.farrier.stream.serde.RecordCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLoopTest {
    private static final long NOW = 1_750_000_000_000L;
    private static final long HOUR = 3_600_000;
    private static final Action TRUE = Commands.process("true");

    @TempDir
    Path directory;

    private final SteppedClock clock = new SteppedClock(NOW);
    private final FakeCommands commands = new FakeCommands(clock);
    private final FakeOutcomeLog log = new FakeOutcomeLog(clock);
    private final FakeControls controls = new FakeControls(clock);
    private final FakeRunner runner = new FakeRunner();
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private SigningKeys keys;
    private WorkerDirectory data;
    private Path killFile;
    private CommandLoop loop;
    private ActionExecutor actions;
    private PendingClaims claims;

    @BeforeEach
    void makeWorker() throws IOException {
        keys = SigningKeys.loadOrCreate(directory.resolve("keys"));
        killFile = directory.resolve("stop");
        data = WorkerDirectory.open(directory.resolve("data"), new AvroWorkerRecordCodec());
        make(Set.copyOf(ExecutableActionType.installed()));
    }

    @AfterEach
    void letGo() throws IOException {
        data.close();
    }

    private void make(Set<String> allow) {
        WorkerSettings settings = new WorkerSettings(
                "edge-1",
                "1.0",
                Commands.SITE,
                WorkerSettings.slots(2, 3, 4, 1),
                allow,
                killFile,
                10_000,
                2_000,
                8_000);
        WorkerContext context = new WorkerContext(
                me(),
                settings,
                keys.trusted(),
                new SiteTopics(commands, controls, log),
                data.runs(),
                new AvroWorkerRecordCodec(),
                Map.of("process", runner, "waitUntil", runner),
                clock.timing());
        loop = new CommandLoop(context, threads::add);
        actions = loop.actions();
        claims = loop.claims();
    }

    /** What a restart on the same data directory is. */
    private void restart() throws IOException {
        data.close();
        data = WorkerDirectory.open(directory.resolve("data"), new AvroWorkerRecordCodec());
        threads.clear();
        make(Set.copyOf(ExecutableActionType.installed()));
    }

    private WorkerInstance me() {
        return data.worker();
    }

    private WorkerInstance before() {
        return new WorkerInstance(me().id(), me().incarnation() - 1);
    }

    private Command command(String id) {
        return command(id, SlotType.ACT, Purpose.STEP);
    }

    private Command command(String id, SlotType lane, Purpose purpose) {
        return Commands.of(id, me(), lane, purpose, TRUE, NOW, NOW + 60_000, 30_000);
    }

    private Command timed(String id, long issuedAt, long startBy, long maxRun) {
        return Commands.of(id, me(), SlotType.ACT, Purpose.STEP, TRUE, issuedAt, startBy, maxRun);
    }

    private Command waiting(String id) {
        Action wait = Commands.waitUntil("http://127.0.0.1/", "0", 1_000, 0);
        return Commands.of(id, me(), SlotType.WAIT, Purpose.STEP, wait, NOW, NOW + 60_000, 30_000);
    }

    private void send(Command... all) {
        for (Command command : all) {
            commands.add(signed(command, keys));
        }
    }

    private static SignedCommand signed(Command command, SigningKeys by) {
        return CommandSignature.sign(RecordCodec.of(Command.class).encode(command), by);
    }

    private void turn() throws InterruptedException {
        loop.runOnce(0);
    }

    private void runThreads() {
        while (!threads.isEmpty()) {
            threads.poll().run();
        }
    }

    private Path run(String id) {
        return directory.resolve("data").resolve("runs").resolve(id);
    }

    private void assertRefused(RefusalReason reason, String detail) {
        assertThat(runner.started()).isEmpty();
        assertThat(log.kinds()).containsExactly(REFUSED);
        assertThat(log.last().refusal()).isEqualTo(reason);
        assertThat(log.last().detail()).contains(detail);
        assertThat(log.last().worker()).isEqualTo(me().toString());
        assertThat(run("c-1")).doesNotExist();
    }

    private void assertNotStarted(RefusalReason reason, String detail) {
        assertThat(runner.started()).isEmpty();
        assertThat(log.kinds("c-1")).containsExactly(CLAIMED, NOT_STARTED);
        assertThat(log.last().refusal()).isEqualTo(reason);
        assertThat(log.last().detail()).contains(detail);
        assertThat(log.last().worker()).isEqualTo(me().toString());
        assertThat(run("c-1")).doesNotExist();
    }

    // the straight way

    @Test
    void shouldClaimRunAndTell() throws Exception {
        send(command("c-1"));
        turn();
        assertThat(log.kinds()).containsExactly(CLAIMED);
        assertThat(run("c-1")).exists();
        assertThat(runner.started()).isEmpty();
        runThreads();
        assertThat(runner.started()).containsExactly("c-1");
        assertThat(log.kinds()).containsExactly(CLAIMED, SUCCEEDED);
        assertThat(log.last())
                .isEqualTo(new Outcome(
                        "c-1", "incident-1", Commands.SITE, me().toString(), SUCCEEDED, NOW, 0, "done\n", ""));
        assertThat(run("c-1")).doesNotExist();
    }

    @Test
    void shouldKeepTheSignedBytesOnDiskBeforeItClaims() throws Exception {
        log.refuse(-1);
        SignedCommand signed = signed(command("c-1"), keys);
        commands.add(signed);
        turn();
        assertThat(Files.readAllBytes(run("c-1").resolve("command"))).isEqualTo(signed.command());
    }

    @Test
    void shouldClaimAllThatHaveSlotsInOneTurnAndStartEachAsItsClaimComesBack() throws Exception {
        log.holdUp();
        send(command("c-1"), command("c-2"), waiting("w-1"), command("l-1", SlotType.LOOK, Purpose.CONFIRM));
        turn();
        assertThat(log.kinds()).containsExactly(CLAIMED, CLAIMED, CLAIMED, CLAIMED);
        assertThat(threads).isEmpty();
        log.letGo();
        assertThat(threads).hasSize(4);
        runThreads();
        assertThat(runner.started()).containsExactlyInAnyOrder("c-1", "c-2", "w-1", "l-1");
    }

    // lanes

    @ParameterizedTest
    @EnumSource(SlotType.class)
    void shouldRefuseWhatIsMoreThanItsLaneHoldsAndNothingElse(SlotType full) throws Exception {
        Map<SlotType, Integer> slots = WorkerSettings.slots(2, 3, 4, 1);
        for (int i = 0; i <= slots.get(full); i++) {
            send(command("full-" + i, full, Purpose.STEP));
        }
        turn();
        assertThat(log.kinds("full-" + slots.get(full))).containsExactly(REFUSED);
        assertThat(log.appended().getFirst().refusal()).isEqualTo(RefusalReason.NO_SLOT);
        for (SlotType other : SlotType.values()) {
            if (other != full) {
                send(command(other.name(), other, Purpose.STEP));
                turn();
                assertThat(log.kinds(other.name())).containsExactly(CLAIMED);
            }
        }
        threads.poll().run();
        send(command("next", full, Purpose.STEP));
        turn();
        assertThat(log.kinds("next")).containsExactly(CLAIMED);
    }

    @Test
    void shouldFreeTheSlotOfWhatItDidNotGet() throws Exception {
        for (int i = 0; i < 5; i++) {
            log.claimQuicker("c-" + i, new Claim("incident-1", "decider", REVOKED, NOW));
            send(command("c-" + i));
            turn();
            runThreads();
        }
        assertThat(log.kinds()).containsOnly(CLAIMED).hasSize(5);
    }

    @Test
    void shouldFreeTheSlotBeforeTheEndIsTold() throws Exception {
        send(command("c-1"), command("c-2"));
        turn();
        // Told of the end, the decider sends the next at once
        log.whenAppended(SUCCEEDED, () -> send(command("c-3")));
        log.whenAppended(SUCCEEDED, () -> assertThatCode(this::turn).doesNotThrowAnyException());
        threads.poll().run();
        assertThat(log.kinds("c-3")).containsExactly(CLAIMED);
    }

    // refused without a claim

    @Test
    void shouldRefuseWhatNobodyTrustedHasSigned() throws Exception {
        SigningKeys others = SigningKeys.loadOrCreate(directory.resolve("others"));
        commands.add(signed(command("c-1"), others));
        turn();
        assertRefused(RefusalReason.NOT_TRUSTED, "does not trust");
    }

    @Test
    void shouldRefuseAForgedCommand() throws Exception {
        SignedCommand signed = signed(command("c-1"), keys);
        byte[] forged = RecordCodec.of(Command.class).encode(timed("c-1", NOW, NOW + 60_000, 31_000));
        commands.add(new SignedCommand(forged, signed.keyId(), signed.signature()));
        turn();
        assertRefused(RefusalReason.NOT_TRUSTED, "signature does not fit");
    }

    @Test
    void shouldGoOnAfterBytesThatAreNoCommand() throws Exception {
        commands.add(CommandSignature.sign(new byte[] {1, 2, 3}, keys));
        commands.add(new SignedCommand(new byte[0], "", new byte[0]));
        send(command("c-1"));
        turn();
        assertThat(log.kinds()).containsExactly(CLAIMED);
    }

    @Test
    void shouldRefuseAnActionThatIsNotAllowed() throws Exception {
        make(Set.of("http"));
        send(command("c-1"));
        turn();
        assertRefused(RefusalReason.NOT_ALLOWED, "process is not allowed here; allowed: [http]");
    }

    @Test
    void shouldRefuseWhatItHasNoRunnerFor() throws Exception {
        Action http = new Action.Http(Commands.call("http://127.0.0.1/", null));
        send(Commands.of("c-1", me(), SlotType.ACT, Purpose.STEP, http, NOW, NOW + 60_000, 30_000));
        turn();
        assertRefused(RefusalReason.NOT_ALLOWED, "can't do http");
    }

    @Test
    void shouldRefuseWhatIsForAnotherLifeOfIt() throws Exception {
        send(Commands.of(
                "c-1",
                new WorkerInstance(me().id(), me().incarnation() + 1),
                SlotType.ACT,
                Purpose.STEP,
                TRUE,
                NOW,
                NOW + 60_000,
                30_000));
        turn();
        assertRefused(RefusalReason.NOT_FOR_ME, me().id() + "#2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".hidden", "a/b", "", "a b", "../../etc/cron.d/x"})
    void shouldNotMakeADirectoryOfAnyId(String id) throws Exception {
        send(command(id));
        turn();
        assertThat(log.kinds()).containsExactly(REFUSED);
        assertThat(log.last().refusal()).isEqualTo(RefusalReason.INVALID);
        try (var entries = Files.list(directory.resolve("data").resolve("runs"))) {
            assertThat(entries).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"-1,CLAIMED", "0,REFUSED", "1,REFUSED", "86400000,REFUSED"})
    void shouldRefuseFromStartByOn(long late, OutcomeKind kind) throws Exception {
        send(command("c-1"));
        clock.set(NOW + 60_000 + late);
        turn();
        assertThat(log.kinds()).containsExactly(kind);
        assertThat(log.last().refusal()).isEqualTo(kind == REFUSED ? RefusalReason.LATE : null);
    }

    @ParameterizedTest
    @CsvSource({"3600000,CLAIMED", "3600001,REFUSED"})
    void shouldRefuseStartByMoreThanAnHourAhead(long ahead, OutcomeKind kind) throws Exception {
        send(timed("c-1", NOW, NOW + ahead, 30_000));
        turn();
        assertThat(log.kinds()).containsExactly(kind);
    }

    /** Else its claims could be older than what the worker looks back to. */
    @Test
    void shouldRefuseStartByLongAfterIssueAlsoWhenItIsNear() throws Exception {
        send(timed("c-1", NOW - HOUR, NOW + 1, 30_000));
        turn();
        assertRefused(RefusalReason.INVALID, "more than an hour");
    }

    @Test
    void shouldRefuseAnActionThatMayNotRunAtAll() throws Exception {
        send(timed("c-1", NOW, NOW + 1, 0));
        turn();
        assertRefused(RefusalReason.INVALID, "maxRun");
    }

    @Test
    void shouldRefuseWhatItCanNotRecord() throws Exception {
        Files.delete(directory.resolve("data").resolve("runs"));
        Files.createFile(directory.resolve("data").resolve("runs"));
        send(command("c-1"), command("c-2"), command("c-3"));
        turn();
        assertThat(log.kinds()).containsOnly(REFUSED);
        assertThat(log.appended().getLast().refusal()).isIn(RefusalReason.NO_RECORD, RefusalReason.NO_SLOT);
        Files.delete(directory.resolve("data").resolve("runs"));
        Files.createDirectory(directory.resolve("data").resolve("runs"));
        send(command("c-4"), command("c-5"));
        turn();
        assertThat(log.kinds("c-4")).as("their slots are free").containsExactly(CLAIMED);
        assertThat(log.kinds("c-5")).containsExactly(CLAIMED);
    }

    // halts and the kill file

    @Test
    void shouldRefuseWhileHalted() throws Exception {
        controls.halt(true);
        send(command("c-1"));
        turn();
        assertRefused(RefusalReason.HALTED, "halted by anna: maintenance");
        controls.halt(false);
        send(command("c-2"));
        turn();
        assertThat(log.kinds("c-2")).containsExactly(CLAIMED);
    }

    @ParameterizedTest
    @CsvSource({
        "SITE,eu-de-1,REFUSED",
        "SITE,eu-de-2,CLAIMED",
        "POLICY,media-bridge-stuck,REFUSED",
        "POLICY,media-bridge,CLAIMED",
        "TARGET,mb-01,REFUSED",
        "TARGET,mb-02,CLAIMED"
    })
    void shouldRefuseWhatAHaltCoversAndNothingElse(ScopeKind kind, String name, OutcomeKind outcome) throws Exception {
        controls.halt(kind, name);
        send(command("c-1"));
        send(command("c-2", SlotType.CALL, Purpose.ESCALATE));
        turn();
        assertThat(log.kinds("c-1")).containsExactly(outcome);
        assertThat(log.kinds("c-2")).containsExactly(CLAIMED);
        // Only then does the decider send it nothing more.
        assertThat(log.reports().getLast().halted()).isEqualTo(kind == ScopeKind.SITE && outcome == REFUSED);
    }

    @Test
    void shouldNotStartWhatItHasClaimedWhenItsPolicyIsHaltedMeanwhile() throws Exception {
        send(command("c-1"));
        turn();
        assertThat(log.kinds("c-1")).containsExactly(CLAIMED);
        controls.halt(ScopeKind.POLICY, "media-bridge-stuck");
        runThreads();
        assertThat(log.kinds("c-1")).containsExactly(CLAIMED, OutcomeKind.NOT_STARTED);
        assertThat(runner.started()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "CALL,ESCALATE,CLAIMED",
        "CALL,RESOLVED,CLAIMED",
        "CALL,STEP,REFUSED",
        "ACT,ESCALATE,REFUSED",
        "LOOK,CONFIRM,REFUSED"
    })
    void shouldStillCallAPersonWhileHalted(SlotType lane, Purpose purpose, OutcomeKind kind) throws Exception {
        controls.halt(true);
        send(command("c-1", lane, purpose));
        turn();
        assertThat(log.kinds()).containsExactly(kind);
        runThreads();
        assertThat(runner.started()).hasSize(kind == CLAIMED ? 1 : 0);
    }

    @Test
    void shouldCallNobodyWhenCallsAreHaltedToo() throws Exception {
        controls.haltCalls();
        send(command("c-1", SlotType.CALL, Purpose.ESCALATE));
        turn();
        assertRefused(RefusalReason.HALTED, "anna");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldStartNothingWhileTheKillFileExists(boolean link) throws Exception {
        if (link) {
            Files.createSymbolicLink(killFile, directory.resolve("nowhere"));
        } else {
            Files.createFile(killFile);
        }
        send(command("c-1", SlotType.CALL, Purpose.ESCALATE));
        turn();
        assertRefused(RefusalReason.KILL_FILE, "kill file");
        assertThat(loop.problem()).contains(killFile.toString());
        assertThat(log.reports().getLast().killed()).isTrue();

        Files.delete(killFile);
        send(command("c-2"));
        turn();
        assertThat(log.kinds("c-2")).containsExactly(CLAIMED);
        assertThat(loop.problem()).isNull();
        assertThat(log.reports().getLast().killed()).isFalse();
    }

    // when it takes, and when it speaks

    @ParameterizedTest
    @CsvSource({"commands,2000", "commands,2001", "controls,2000", "controls,2001", "outcomes,2000", "outcomes,2001"})
    void shouldTakeNothingAndSayNothingUnlessAllIsReadUpToNow(String which, long age) throws Exception {
        readUpTo(which, NOW - age);
        send(command("c-1"));
        turn();
        boolean sees = age <= 2_000;
        assertThat(log.kinds()).hasSize(sees ? 1 : 0);
        assertThat(log.reports()).hasSize(sees ? 1 : 0);
        if (!sees) {
            assertThat(loop.problem()).startsWith(which).contains("2001 ms");
            readUpTo(which, -1);
            turn();
            assertThat(log.kinds()).as("taken as soon as it sees again").containsExactly(CLAIMED);
            assertThat(loop.problem()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"commands", "controls", "outcomes"})
    void shouldTakeNothingBeforeItHasReadToTheEndAtAll(String which) throws Exception {
        readUpTo(which, 0);
        send(command("c-1"));
        turn();
        assertThat(log.kinds()).isEmpty();
        assertThat(log.reports()).isEmpty();
        assertThat(loop.problem()).contains(which).contains("not been read to its end yet");
    }

    private void readUpTo(String which, long millis) {
        switch (which) {
            case "commands" -> commands.progress.readUpTo(millis);
            case "controls" -> controls.progress.readUpTo(millis);
            case "outcomes" -> log.progress.readUpTo(millis);
            default -> throw new AssertionError(which);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"commands", "controls", "outcomes"})
    void shouldTakeNothingFromASiteWhoseTopicsAreNotAsTheyMustBe(String which) throws Exception {
        String problem = which + " has 3 partitions instead of 1";
        switch (which) {
            case "commands" -> commands.progress.problem(problem);
            case "controls" -> controls.progress.problem(problem);
            default -> log.progress.problem(problem);
        }
        send(command("c-1"));
        turn();
        assertThat(log.kinds()).isEmpty();
        assertThat(log.reports()).isEmpty();
        assertThat(loop.problem()).isEqualTo(problem);
    }

    @Test
    void shouldSpeakButTakeNothingBeforeSomebodyHasSaidWhetherTheSiteIsHalted() throws Exception {
        controls.said(false);
        send(command("c-1"));
        turn();
        assertThat(log.reports()).hasSize(1);
        assertThat(log.kinds()).isEmpty();
        assertThat(loop.problem()).contains("halted");
        controls.said(true);
        turn();
        assertThat(log.kinds()).containsExactly(CLAIMED);
    }

    @Test
    void shouldTellWhatItCanTakeEveryFiveSecondsAndWhenItChanges() throws Exception {
        turn();
        assertThat(log.reports())
                .containsExactly(new WorkerReport(
                        me(),
                        "edge-1",
                        Commands.SITE,
                        WorkerReport.PROTOCOL,
                        "1.0",
                        new java.util.TreeMap<>(Map.of("ACT", 2, "LOOK", 3, "WAIT", 4, "CALL", 1)),
                        List.of("process", "waitUntil"),
                        List.of(keys.keyId()),
                        List.of(),
                        false,
                        false,
                        false));
        clock.set(NOW + 4_999);
        turn();
        assertThat(log.reports()).hasSize(1);
        clock.set(NOW + 5_000);
        turn();
        assertThat(log.reports()).hasSize(2);
        controls.halt(true);
        turn();
        assertThat(log.reports()).hasSize(3);
        assertThat(log.reports().getLast().halted()).isTrue();
        turn();
        assertThat(log.reports()).hasSize(3);
    }

    @Test
    void shouldSayItAgainWhenKafkaDidNotTakeIt() throws Exception {
        log.refuse(1);
        turn();
        assertThat(log.reports()).isEmpty();
        turn();
        assertThat(log.reports()).hasSize(1);
    }

    @Test
    void shouldGiveBackWhatItIsSentOnItsWayOutAndSaySo() throws Exception {
        turn();
        loop.drain();
        send(command("c-1"));
        turn();
        assertRefused(RefusalReason.DRAINING, "way out");
        assertThat(log.reports().getLast().draining()).isTrue();
    }

    @Test
    void shouldStopWhenSomebodyElseSpeaksAsThisWorker() throws Exception {
        turn();
        log.identityConflict("another process speaks as this worker");
        send(command("c-1"));
        turn();
        assertThat(log.appended()).isEmpty();
        clock.set(NOW + 60_000);
        turn();
        assertThat(log.reports()).hasSize(1);
        assertThat(loop.problem()).contains("another process");
    }

    // the claim

    @ParameterizedTest
    @CsvSource({"other#1,CLAIMED", "decider,REVOKED"})
    void shouldDropWhatAnotherHasClaimedBefore(String who, OutcomeKind kind) throws Exception {
        log.claimed("c-1", new Claim("incident-1", who, kind, NOW));
        send(command("c-1"));
        turn();
        runThreads();
        assertThat(runner.started()).isEmpty();
        assertThat(log.appended()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"other#1,CLAIMED", "decider,REVOKED"})
    void shouldDropWhatAnotherWasQuickerToClaim(String who, OutcomeKind kind) throws Exception {
        log.claimQuicker("c-1", new Claim("incident-1", who, kind, NOW));
        send(command("c-1"));
        turn();
        runThreads();
        assertThat(runner.started()).isEmpty();
        assertThat(log.kinds()).containsExactly(CLAIMED);
        assertThat(run("c-1")).doesNotExist();
    }

    @Test
    void shouldNotTakeARevocationInItsOwnNameForAClaim() throws Exception {
        log.claimQuicker("c-1", new Claim("incident-1", me().toString(), REVOKED, NOW));
        send(command("c-1"));
        turn();
        runThreads();
        assertThat(runner.started()).isEmpty();
    }

    @Test
    void shouldStartOnceHoweverOftenItComes() throws Exception {
        send(command("c-1"), command("c-1"));
        turn();
        runThreads();
        send(command("c-1"));
        turn();
        runThreads();
        assertThat(runner.started()).containsExactly("c-1");
        assertThat(log.kinds()).containsExactly(CLAIMED, SUCCEEDED);
    }

    @Test
    void shouldSendAClaimAgainThatKafkaDidNotTake() throws Exception {
        turn();
        log.refuse(3);
        send(command("c-1"));
        turn();
        turn();
        turn();
        assertThat(log.kinds()).isEmpty();
        turn();
        runThreads();
        assertThat(log.kinds()).containsExactly(CLAIMED, SUCCEEDED);
    }

    @ParameterizedTest
    @CsvSource({"-1,SUCCEEDED", "0,NOT_STARTED"})
    void shouldNotStartWhenItsClaimWasAppendedTooLate(long late, OutcomeKind kind) throws Exception {
        turn();
        log.refuse(1);
        send(command("c-1"));
        turn();
        log.refuse(0);
        log.claimQuicker("c-1", new Claim("incident-1", me().toString(), CLAIMED, NOW + 60_000 + late));
        turn();
        runThreads();
        assertThat(log.kinds("c-1")).containsExactly(CLAIMED, kind);
        assertThat(log.last().worker()).isEqualTo(me().toString());
    }

    /** Behind a foreign transaction, or a claim that Kafka never took: other commands go on meanwhile. */
    @Test
    void shouldGiveUpAClaimThatDoesNotComeBackAndNeitherWaitNorForget() throws Exception {
        log.holdUp();
        send(command("c-1"), command("c-2"));
        turn();
        clock.set(NOW + 60_000 + PendingClaims.GRACE - 1);
        turn();
        Command late = Commands.of(
                "c-3", me(), SlotType.ACT, Purpose.STEP, TRUE, clock.millis(), clock.millis() + 60_000, 30_000);
        send(late);
        turn();
        assertThat(log.last().refusal()).isEqualTo(RefusalReason.NO_SLOT);
        clock.set(NOW + 60_000 + PendingClaims.GRACE);
        turn();
        send(Commands.of(
                "c-4", me(), SlotType.ACT, Purpose.STEP, TRUE, clock.millis(), clock.millis() + 60_000, 30_000));
        turn();
        assertThat(log.kinds("c-4")).containsExactly(CLAIMED);
        assertThat(run("c-1")).as("kept until it is known").exists();
        log.letGo();
        runThreads();
        assertThat(runner.started()).containsExactly("c-4");
        assertThat(log.kinds("c-1")).containsExactly(CLAIMED, NOT_STARTED);
        assertThat(run("c-1")).doesNotExist();
        assertThat(claims.count()).isZero();
    }

    // between claim and start

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotStartWhatWasCancelled(boolean incident) throws Exception {
        if (incident) {
            controls.cancelIncident("incident-1");
        } else {
            controls.cancel("c-1");
        }
        send(command("c-1"));
        turn();
        runThreads();
        assertThat(runner.started()).isEmpty();
        assertThat(log.kinds()).containsExactly(CLAIMED, CANCELLED);
        assertThat(log.last().detail()).isEqualTo("cancelled by anna before it started: wrong host");
    }

    @Test
    void shouldStillCallAPersonForACancelledIncident() throws Exception {
        controls.cancelIncident("incident-1");
        send(command("c-1", SlotType.CALL, Purpose.ESCALATE));
        turn();
        runThreads();
        assertThat(runner.started()).containsExactly("c-1");
    }

    @Test
    void shouldNotStartWhenHaltedAfterTheClaim() throws Exception {
        send(command("c-1"));
        turn();
        controls.halt(true);
        runThreads();
        assertNotStarted(RefusalReason.HALTED, "halted by anna");
    }

    @Test
    void shouldNotStartWhenTheKillFileCameAfterTheClaim() throws Exception {
        send(command("c-1"));
        turn();
        Files.createFile(killFile);
        runThreads();
        assertNotStarted(RefusalReason.KILL_FILE, "kill file");
    }

    /** As a worker that was frozen after its claim, and thaws. */
    @Test
    void shouldNotStartAfterStartByAlthoughItsClaimWasInTime() throws Exception {
        send(command("c-1"));
        turn();
        clock.set(NOW + 60_000);
        runThreads();
        assertNotStarted(RefusalReason.LATE, "after its startBy");
    }

    @Test
    void shouldNotStartWhenALaterStartOfItSpeaks() throws Exception {
        send(command("c-1"));
        turn();
        log.identityConflict("a later start of this worker speaks");
        runThreads();
        assertNotStarted(RefusalReason.OUT_OF_DATE, "a later start");
    }

    @ParameterizedTest
    @ValueSource(strings = {"controls", "outcomes"})
    void shouldWaitUntilItSeesAgainBeforeItStarts(String which) throws Exception {
        send(command("c-1"));
        turn();
        readUpTo(which, NOW - 2_001);
        clock.whenPaused(() -> {
            if (clock.millis() >= NOW + 1_000) {
                controls.halt(true);
                readUpTo(which, clock.millis());
            }
        });
        runThreads();
        assertNotStarted(RefusalReason.HALTED, "halted by anna");
    }

    @ParameterizedTest
    @ValueSource(strings = {"controls", "outcomes"})
    void shouldGiveUpAStartThatItNeverSeesWhetherItMay(String which) throws Exception {
        send(command("c-1"));
        turn();
        readUpTo(which, NOW - 5_000);
        runThreads();
        assertNotStarted(RefusalReason.OUT_OF_DATE, which);
        assertThat(clock.millis()).isEqualTo(NOW + 60_000);
    }

    /** It begins within five seconds of its look, or not at all. */
    @ParameterizedTest
    @CsvSource({"4999,SUCCEEDED", "5000,NOT_STARTED"})
    void shouldGiveUpAStartThatItsDiskHeldUp(long held, OutcomeKind kind) throws Exception {
        send(command("c-1"));
        turn();
        clock.afterNextLooks(4, () -> clock.set(NOW + held));
        runThreads();
        assertThat(log.kinds()).containsExactly(CLAIMED, kind);
    }

    @Test
    void shouldNotStartOnceTheWorkerStops() throws Exception {
        send(command("c-1"));
        turn();
        actions.stop();
        runThreads();
        assertNotStarted(RefusalReason.DRAINING, "stopped before");
    }

    @Test
    void shouldNotStartWhatItCanNotMarkAsStarted() throws Exception {
        send(command("c-1"));
        turn();
        Files.createDirectory(run("c-1").resolve("started.new"));
        runThreads();
        assertThat(runner.started()).isEmpty();
        assertThat(log.last().refusal()).isEqualTo(RefusalReason.NO_RECORD);
    }

    // while it runs, and after

    @Test
    void shouldTellProgressEveryTenSeconds() throws Exception {
        runner.ending(run -> {
            run.report("half way");
            clock.set(NOW + 9_999);
            actions.tick();
            assertThat(log.kinds()).containsExactly(CLAIMED);
            clock.set(NOW + 10_000);
            actions.tick();
            actions.tick();
            assertThat(log.kinds()).containsExactly(CLAIMED, PROGRESS);
            assertThat(log.last().detail()).isEqualTo("half way");
            clock.set(NOW + 20_000);
            actions.tick();
            return new Completion(FAILED, 3, "", "exit 3");
        });
        send(command("c-1"));
        turn();
        runThreads();
        actions.tick();
        assertThat(log.kinds()).containsExactly(CLAIMED, PROGRESS, PROGRESS, FAILED);
        clock.set(NOW + 90_000);
        actions.tick();
        assertThat(log.kinds()).hasSize(4);
    }

    @Test
    void shouldTellARunnerThatItsCommandIsCancelled() throws Exception {
        runner.ending(run -> {
            assertThat(run.cancelled()).isFalse();
            controls.cancel("c-2");
            assertThat(run.cancelled()).isFalse();
            controls.cancelIncident("incident-1");
            assertThat(run.cancelled()).isTrue();
            return new Completion(CANCELLED, -1, "", "");
        });
        send(command("c-1"));
        turn();
        runThreads();
        assertThat(log.kinds()).containsExactly(CLAIMED, CANCELLED);
    }

    @Test
    void shouldDeliverAnOutcomeAsSoonAsKafkaIsBack() throws Exception {
        runner.ending(run -> {
            log.refuse(-1);
            return new Completion(SUCCEEDED, 0, "done\n", "");
        });
        send(command("c-1"));
        turn();
        runThreads();
        actions.tick();
        assertThat(log.kinds()).containsExactly(CLAIMED);
        assertThat(actions.undelivered()).isEqualTo(1);
        log.refuse(0);
        actions.tick();
        actions.tick();
        assertThat(log.kinds()).containsExactly(CLAIMED, SUCCEEDED);
        assertThat(run("c-1")).doesNotExist();
    }

    @Test
    void shouldFailWhenTheRunnerItselfFails() throws Exception {
        runner.ending(run -> {
            throw new IllegalStateException("broken");
        });
        send(command("c-1"));
        turn();
        runThreads();
        assertThat(log.last().kind()).isEqualTo(FAILED);
        assertThat(log.last().detail()).contains("broken");
    }

    @Test
    void shouldTellWhatNobodyKnowsTheEndOf() throws Exception {
        runner.ending(run -> new ActionResult.Indeterminate("nobody saw it end"));
        send(command("c-1"));
        turn();
        runThreads();
        assertThat(log.kinds()).containsExactly(CLAIMED, UNKNOWN);
        assertThat(log.last().detail()).isEqualTo("nobody saw it end");
        assertThat(run("c-1")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLeaveWaitsAtOnceAndActionsLater(boolean wait) throws Exception {
        runner.ending(run -> {
            assertThat(run.shuttingDown()).isFalse();
            actions.stop();
            assertThat(run.shuttingDown()).isEqualTo(wait);
            actions.leaveAll();
            assertThat(run.shuttingDown()).isTrue();
            return new ActionResult.Handover("goes on");
        });
        send(wait ? waiting("c-1") : command("c-1"));
        turn();
        runThreads();
        assertThat(log.kinds()).containsExactly(CLAIMED, PROGRESS);
        assertThat(run("c-1")).exists();
    }

    // after a restart

    private void startedBefore(String id) throws Exception {
        runner.ending(run -> new ActionResult.Handover(""));
        send(command(id));
        turn();
        runThreads();
        runner.ending(run -> new Completion(SUCCEEDED, 0, "done\n", ""));
        restart();
    }

    @Test
    void shouldDeliverAfterARestartWhatKafkaDidNotTake() throws Exception {
        runner.ending(run -> {
            log.refuse(-1);
            return new Completion(FAILED, 3, "output\n", "exit 3");
        });
        send(command("c-1"));
        turn();
        runThreads();
        log.refuse(0);
        restart();
        turn();
        actions.tick();
        assertThat(runner.resumed()).isEmpty();
        assertThat(log.last())
                .isEqualTo(new Outcome(
                        "c-1", "incident-1", Commands.SITE, before().toString(), FAILED, NOW, 3, "output\n", "exit 3"));
        assertThat(run("c-1")).doesNotExist();
    }

    @Test
    void shouldGoOnAfterARestartWithWhatStillRunsAndSaySo() throws Exception {
        startedBefore("c-1");
        turn();
        assertThat(log.reports().getLast().worker()).isEqualTo(me());
        assertThat(log.reports().getLast().resumed()).containsExactly("c-1");
        runThreads();
        assertThat(runner.started()).containsExactly("c-1");
        assertThat(runner.resumed()).containsExactly("c-1");
        assertThat(log.last().kind()).isEqualTo(SUCCEEDED);
        assertThat(log.last().worker()).isEqualTo(before().toString());
        assertThat(run("c-1")).doesNotExist();
        turn();
        assertThat(log.reports().getLast().resumed()).isEmpty();
    }

    @Test
    void shouldCountWhatItTakesUpAgainAgainstItsSlots() throws Exception {
        startedBefore("c-1");
        turn();
        send(command("c-2"), command("c-3"));
        turn();
        assertThat(log.kinds("c-2")).containsExactly(CLAIMED);
        assertThat(log.kinds("c-3")).containsExactly(REFUSED);
    }

    @Test
    void shouldSayAfterARestartThatItNeverStartedWhatItHadOnlyClaimed() throws Exception {
        send(command("c-1"));
        turn();
        restart();
        turn();
        runThreads();
        assertThat(runner.started()).isEmpty();
        assertThat(log.kinds()).containsExactly(CLAIMED, NOT_STARTED);
        assertThat(log.last().worker())
                .as("this life says so: the decider must know that it is a later one")
                .isEqualTo(me().toString());
        assertThat(log.last().detail()).contains("restarted");
        assertThat(run("c-1")).doesNotExist();
    }

    @Test
    void shouldForgetAfterARestartWhatItNeverGotToClaim() throws Exception {
        turn();
        log.refuse(-1);
        send(command("c-1"));
        turn();
        assertThat(run("c-1")).exists();
        log.refuse(0);
        restart();
        turn();
        assertThat(log.appended()).isEmpty();
        assertThat(run("c-1")).doesNotExist();
    }

    @Test
    void shouldForgetAfterARestartWhatTheDeciderHasTakenBack() throws Exception {
        log.claimQuicker("c-1", new Claim("incident-1", "decider", REVOKED, NOW));
        send(command("c-1"));
        turn();
        restart();
        turn();
        assertThat(log.kinds()).containsExactly(CLAIMED);
        assertThat(run("c-1")).doesNotExist();
    }

    @Test
    void shouldSayNothingBeforeItKnowsWhatItHasLeft() throws Exception {
        send(command("c-1"));
        turn();
        int before = log.reports().size();
        restart();
        log.progress.readUpTo(0);
        turn();
        assertThat(run("c-1")).exists();
        assertThat(log.kinds()).containsExactly(CLAIMED);
        assertThat(log.reports()).hasSize(before);
        log.progress.readUpTo(-1);
        turn();
        assertThat(log.kinds()).containsExactly(CLAIMED, NOT_STARTED);
        assertThat(log.reports()).hasSize(before + 1);
    }

    /** What a power loss leaves: each file of a started run, cut off or gone. */
    @ParameterizedTest
    @CsvSource({"started,cut", "started,gone", "outcome,cut", "started.new,cut"})
    void shouldNotTakeATornRecordForOneThatNeverStarted(String file, String how) throws Exception {
        runner.ending(run -> new ActionResult.Handover(""));
        send(command("c-1"));
        turn();
        runThreads();
        Files.createFile(run("c-1").resolve("supervisor.log"));
        if (how.equals("gone")) {
            Files.delete(run("c-1").resolve(file));
        } else {
            Files.write(run("c-1").resolve(file), new byte[0]);
        }
        runner.ending(run -> new ActionResult.Indeterminate("its supervisor is gone"));
        restart();
        send(command("c-2"));
        turn();
        runThreads();
        assertThat(runner.resumed()).containsExactly("c-1");
        assertThat(log.kinds("c-1")).containsExactly(CLAIMED, PROGRESS, UNKNOWN);
        assertThat(log.kinds("c-2")).startsWith(CLAIMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "gone", "file"})
    void shouldTellThatNothingIsKnownOfWhatItCanNotRead(String content) throws Exception {
        send(command("c-1"));
        turn();
        Path damaged = run("c-1").resolve("command");
        if (content.equals("gone")) {
            Files.delete(damaged);
        } else if (content.equals("file")) {
            Files.delete(damaged);
            Files.delete(run("c-1"));
            Files.createFile(run("c-1"));
        } else {
            Files.writeString(damaged, content);
        }
        restart();
        turn();
        actions.tick();
        assertThat(log.kinds()).containsExactly(CLAIMED, UNKNOWN);
        assertThat(log.last().worker()).isEqualTo(before().toString());
        assertThat(log.last().incident()).isEqualTo("incident-1");
        assertThat(run("c-1")).doesNotExist();
        assertThat(run(".unreadable-c-1")).exists();
        assertThat(loop.problem()).isNull();
    }

    @Test
    void shouldOnlySetAsideWhatItNeverClaimed() throws Exception {
        Files.createDirectories(run("c-7"));
        Files.writeString(run("c-7").resolve("command"), "garbage");
        restart();
        turn();
        actions.tick();
        assertThat(log.appended()).isEmpty();
        assertThat(run("c-7")).doesNotExist();
        assertThat(run(".unreadable-c-7")).exists();
    }

    @Test
    void shouldNotSayOfAnotherWorkersRecordThatItNeverStarted() throws Exception {
        send(command("c-1"));
        turn();
        String other = me().toString();
        Files.delete(directory.resolve("data").resolve("identity"));
        restart();
        assertThat(me().toString()).isNotEqualTo(other);
        turn();
        assertThat(log.kinds()).containsExactly(CLAIMED, UNKNOWN);
        assertThat(log.last().worker()).isEqualTo(other);
    }

    // what goes wrong once does not go wrong for ever

    @Test
    void shouldGoOnTellingAfterAFailure() throws Exception {
        runner.ending(run -> {
            log.refuse(1);
            return new Completion(SUCCEEDED, 0, "", "");
        });
        send(command("c-1"));
        turn();
        runThreads();
        log.breakWith(new IllegalStateException("can't be encoded"));
        assertThatThrownBy(actions::tick).hasMessageContaining("can't be encoded");
        log.breakWith(null);
        actions.tick();
        assertThat(log.kinds()).containsExactly(CLAIMED, SUCCEEDED);
    }
}
