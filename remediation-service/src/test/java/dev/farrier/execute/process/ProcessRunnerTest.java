package dev.farrier.execute.process;

import static dev.farrier.execute.worker.Commands.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.farrier.execute.ActionResult;
import dev.farrier.execute.ActionResult.Completion;
import dev.farrier.execute.Output;
import dev.farrier.execute.TestRun;
import dev.farrier.execute.worker.Commands;
import dev.farrier.model.Action;
import dev.farrier.model.ActionText;
import dev.farrier.model.ActionText.SecretPlace;
import dev.farrier.model.OutcomeKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@Tag("process")
class ProcessRunnerTest {
    private static final long MAX_RUN = 30_000;
    private static final long GRACE = 500;

    @TempDir
    Path directory;

    private final ProcessRunner runner = new ProcessRunner(GRACE);
    private TestRun last;

    @AfterEach
    void nothingMayBeLeftRunning() throws Exception {
        if (last != null) {
            Supervisor.endAction(last.directory(), last.command().id(), GRACE);
        }
    }

    @Test
    void shouldTellExitCodeAndBothStreamsInOrder() throws Exception {
        Completion ended = run(shell("echo one; echo two >&2; echo three; exit 3"));
        assertThat(ended).isEqualTo(new Completion(OutcomeKind.FAILED, 3, "one\ntwo\nthree\n", "exit 3"));
    }

    @Test
    void shouldSucceedWithNothingToSay() throws Exception {
        assertThat(run(Commands.process("true"))).isEqualTo(new Completion(OutcomeKind.SUCCEEDED, 0, "", ""));
    }

    @Test
    void shouldNotParseArguments() throws Exception {
        Completion ended = run(Commands.process("printf", "%s|", "$HOME", "a b", "`id`", "", "*", "-x"));
        assertThat(ended.output()).isEqualTo("$HOME|a b|`id`||*|-x|");
    }

    @ParameterizedTest
    @CsvSource({"9,137", "15,143", "11,139"})
    void shouldTellTheSignalThatEndedIt(int signal, int code) throws Exception {
        Completion ended = run(shell("kill -" + signal + " $$"));
        assertThat(ended.kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(ended.exitCode()).isEqualTo(code);
        assertThat(ended.detail()).contains("signal " + signal);
    }

    @Test
    void shouldNotTakeItsOwn124ForATimeout() throws Exception {
        assertThat(run(shell("exit 124"))).isEqualTo(new Completion(OutcomeKind.FAILED, 124, "", "exit 124"));
    }

    @ParameterizedTest
    @CsvSource({
        "no-such-program-x,127,no such program",
        "/no/such/program,127,no such program",
        "/etc,126,can't be executed"
    })
    void shouldSayThatTheProgramIsMissing(String program, int code, String detail) throws Exception {
        Completion ended = run(Commands.process(program));
        assertThat(ended.kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(ended.exitCode()).isEqualTo(code);
        assertThat(ended.detail()).contains(detail).contains(program);
    }

    @Test
    void shouldRunWithACleanEnvironment() throws Exception {
        Completion ended = run(process(List.of("env"), Commands.texts("UNIT", "mb"), null, null));
        assertThat(ended.output().lines().map(line -> line.split("=", 2)[0]))
                .containsExactlyInAnyOrder(
                        "PATH", "HOME", "LANG", "UNIT", "FARRIER_COMMAND", "FARRIER_OUTPUT_MARK", "FARRIER_RUN", "PWD");
    }

    @Test
    void shouldKeepSecretsOutOfTheOutput() throws Exception {
        Path secret = Files.writeString(directory.resolve("token"), "s3cr3t-value\n");
        Completion ended = run(process(
                List.of("sh", "-c", "echo got $TOKEN; [ \"$TOKEN\" = s3cr3t-value ]"),
                Commands.secrets("TOKEN", SecretPlace.FILE, secret.toString()),
                null,
                null));
        assertThat(ended).isEqualTo(new Completion(OutcomeKind.SUCCEEDED, 0, "got ***\n", ""));
    }

    @Test
    void shouldNotStartWithoutItsSecret() throws Exception {
        Completion ended =
                run(process(List.of("true"), Commands.secrets("TOKEN", SecretPlace.FILE, "/no/such/file"), null, null));
        assertThat(ended.kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(ended.detail()).contains("TOKEN").contains("/no/such/file");
        ended = run(
                process(List.of("true"), Commands.secrets("TOKEN", SecretPlace.ENV, "NO_SUCH_VARIABLE"), null, null));
        assertThat(ended.detail())
                .isEqualTo("env TOKEN: {secret.env:NO_SUCH_VARIABLE} is not set in the environment of this process");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{secret.env:PATH}",
                "env:PATH",
                "{{secret.env:PATH}}",
                "file:/etc/passwd",
                "{secret.file:/etc/passwd}"
            })
    void shouldNotTakeATextForASecret(String text) throws Exception {
        Completion ended = run(process(
                List.of("sh", "-c", "printf %s \"$NOTE $1\"", "sh", text), Commands.texts("NOTE", text), null, null));
        assertThat(ended.output()).isEqualTo(text + " " + text);
    }

    @Test
    void shouldRunWhereItIsTold() throws Exception {
        Path cwd = Files.createDirectory(directory.resolve("a place")).toRealPath();
        assertThat(run(process(List.of("pwd"), new TreeMap<>(), cwd.toString(), null))
                        .output())
                .isEqualTo(cwd + "\n");
        assertThat(run(Commands.process("sh", "-c", "ls -A | wc -l")).output()).isEqualTo("0\n");
        assertThat(run(process(List.of("pwd"), new TreeMap<>(), "/no/such/place", null))
                        .detail())
                .contains("/no/such/place");
        assertThat(run(process(List.of("pwd"), new TreeMap<>(), "relative", null))
                        .detail())
                .contains("absolute");
    }

    @Test
    void shouldRunAsAnotherUser() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can switch users");
        Action.Process action = process(
                List.of("sh", "-c", "id -un; id -Gn; echo $HOME; touch here; echo log >/dev/stderr"),
                new TreeMap<>(),
                null,
                "nobody");
        assertThat(run(action))
                .isEqualTo(new Completion(OutcomeKind.SUCCEEDED, 0, "nobody\nnogroup\n/nonexistent\nlog\n", ""));
    }

    @Test
    void shouldSayThatItCanNotSwitchUsers() throws Exception {
        Completion ended = run(process(List.of("id"), new TreeMap<>(), null, "no-such-user"));
        assertThat(ended.kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(ended.detail()).contains("no-such-user");
    }

    @Test
    void shouldKeepBeginningAndEndOfALongOutput() throws Exception {
        Completion ended = run(shell("echo first; yes 0123456789abcdef | head -c 17000000; echo last"));
        assertThat(ended.kind()).isEqualTo(OutcomeKind.SUCCEEDED);
        assertThat(ended.output())
                .startsWith("first\n0123456789abcdef\n")
                .endsWith("0123456789abcdef\nlast\n")
                .containsPattern("\\[… 169\\d{5} bytes left out …]");
        assertThat(ended.output().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(Output.MAX_BYTES);
    }

    @Test
    void shouldHoldNoMoreOnDiskThanItKeeps() throws Exception {
        assertThat(run(shell("yes | head -c 20000000"), 6 * MAX_RUN).kind()).isEqualTo(OutcomeKind.SUCCEEDED);
        long bytes = 0;
        try (var files = Files.list(last.directory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        assertThat(bytes).isLessThan(400_000);
    }

    @Test
    void shouldEndTheWholeTreeAfterMaxRun() throws Exception {
        Path pids = directory.resolve("pids");
        long before = System.nanoTime();
        // a child, a child that does not listen, and a daemon in a session of its own
        Completion ended = run(
                shell("sleep 300 & echo $! >>" + pids + "; (trap '' TERM; sleep 301; sleep 301) & echo $! >>" + pids
                        + "; setsid sh -c 'echo $$ >>" + pids + "; trap \"\" TERM; sleep 302; sleep 302' & wait"),
                500);
        assertThat(ended.kind()).isEqualTo(OutcomeKind.TIMED_OUT);
        assertThat(ended.detail()).contains("maxRun").contains("500");
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(500), Duration.ofSeconds(60));
        assertNoneAlive(pids, 3);
    }

    @Test
    void shouldEndTheWholeTreeWhenItIsCancelled() throws Exception {
        Path pids = directory.resolve("pids");
        TestRun run = newRun(
                shell("echo begun; sleep 300 & echo $! >>" + pids + "; env -i sleep 303 & echo $! >>" + pids
                        + "; setsid sh -c 'echo $$ >>" + pids + "; sleep 302' & wait"),
                MAX_RUN);
        CompletableFuture<ActionResult> ending = start(run);
        await().until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 3);
        run.cancel();
        Completion ended = (Completion) ending.get(20, TimeUnit.SECONDS);
        assertThat(ended.kind()).isEqualTo(OutcomeKind.CANCELLED);
        assertThat(ended.output()).isEqualTo("begun\n");
        assertNoneAlive(pids, 3);
    }

    /** Two deployments that hear the same event name their commands alike, and their workers may share a machine. */
    @Test
    void shouldLeaveAloneWhatAnotherWorkerRunsUnderTheSameCommandId() throws Exception {
        Path pids = directory.resolve("pids");
        TestRun ours = newRun(shell("sleep 300"), MAX_RUN);
        TestRun theirs = TestRun.of(
                Files.createDirectories(directory.resolve("theirs")),
                Commands.of(
                        ours.command().id(), shell("setsid sleep 300 & echo $! >>" + pids + "; wait"), 0, 0, MAX_RUN),
                0);
        CompletableFuture<ActionResult> theirEnding = start(theirs);
        CompletableFuture<ActionResult> ourEnding = start(ours);
        await().until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 1);

        ours.cancel();
        assertThat(((Completion) ourEnding.get(20, TimeUnit.SECONDS)).kind()).isEqualTo(OutcomeKind.CANCELLED);
        assertThat(Files.readAllLines(pids)).allMatch(ProcessRunnerTest::alive);

        theirs.cancel();
        assertThat(((Completion) theirEnding.get(20, TimeUnit.SECONDS)).kind()).isEqualTo(OutcomeKind.CANCELLED);
        assertNoneAlive(pids, 1);
    }

    @Test
    void shouldNotWaitForADaemonThatItStartedNorEndIt() throws Exception {
        Path pids = directory.resolve("pids");
        Completion ended = run(shell("setsid sh -c 'echo $$ >" + pids + "; while sleep 0.05; do echo tick; done' & "
                + "while [ ! -s " + pids + " ]; do sleep 0.01; done; echo done"));
        String daemon = Files.readString(pids).strip();
        try {
            assertThat(ended.kind()).isEqualTo(OutcomeKind.SUCCEEDED);
            assertThat(ended.output()).contains("done\n");
            assertThat(alive(daemon)).isTrue();
            // and it goes on, although nobody keeps what it says any more
            TestRun.delete(last.directory());
            Path marker = Files.createFile(directory.resolve("marker"));
            await().pollDelay(Duration.ofMillis(300)).until(() -> Files.exists(marker));
            assertThat(alive(daemon)).isTrue();
            Files.createDirectories(last.directory());
        } finally {
            ProcessHandle.of(Long.parseLong(daemon)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void shouldGoOnWithoutTheWorkerAndBeTakenUpAgain() throws Exception {
        Path go = directory.resolve("go");
        TestRun run =
                newRun(shell("echo begun; while [ ! -e " + go + " ]; do sleep 0.02; done; echo over; exit 7"), MAX_RUN);
        CompletableFuture<ActionResult> ending = start(run);
        await().until(() -> Files.exists(run.directory().resolve("head"))
                && Files.size(run.directory().resolve("head")) > 0);
        run.leave();
        assertThat(ending.get(5, TimeUnit.SECONDS)).isInstanceOf(ActionResult.Handover.class);

        TestRun again = run.again();
        CompletableFuture<ActionResult> resumed = CompletableFuture.supplyAsync(() -> resume(again));
        assertThat(resumed).isNotDone();
        Files.createFile(go);
        assertThat(resumed.get(5, TimeUnit.SECONDS))
                .isEqualTo(new Completion(OutcomeKind.FAILED, 7, "begun\nover\n", "exit 7"));
    }

    @Test
    void shouldTellTheEndThatCameWhileNobodyLooked() throws Exception {
        TestRun run = newRun(shell("sleep 0.3; exit 5"), MAX_RUN);
        CompletableFuture<ActionResult> ending = start(run);
        run.leave();
        assertThat(ending.get(5, TimeUnit.SECONDS)).isInstanceOf(ActionResult.Handover.class);
        await().until(() -> Files.exists(run.directory().resolve("exit")));
        assertThat(resume(run.again())).isEqualTo(new Completion(OutcomeKind.FAILED, 5, "", "exit 5"));
    }

    @Test
    void shouldNotPretendToKnowHowItEndedWithoutItsSupervisor() throws Exception {
        Path pids = directory.resolve("pids");
        TestRun run = newRun(shell("echo $$ >" + pids + "; sleep 300"), MAX_RUN);
        CompletableFuture<ActionResult> ending = start(run);
        await().until(() -> Files.exists(pids) && Files.size(pids) > 0);
        run.leave();
        assertThat(ending.get(5, TimeUnit.SECONDS)).isInstanceOf(ActionResult.Handover.class);
        String supervisor =
                Files.readString(run.directory().resolve("supervisor")).split(" ")[0];
        ProcessHandle.of(Long.parseLong(supervisor)).orElseThrow().destroyForcibly();
        await().until(() -> !alive(supervisor));

        assertThat(resume(run.again())).isInstanceOf(ActionResult.Indeterminate.class);
        assertNoneAlive(pids, 1);
    }

    @Test
    void shouldFailWhenItsSupervisorIsKilledAndLeaveNothingBehind() throws Exception {
        Path pids = directory.resolve("pids");
        TestRun run = newRun(shell("echo $$ >" + pids + "; sleep 300"), MAX_RUN);
        CompletableFuture<ActionResult> ending = start(run);
        await().until(() -> Files.exists(pids) && Files.size(pids) > 0);
        String supervisor =
                Files.readString(run.directory().resolve("supervisor")).split(" ")[0];
        ProcessHandle.of(Long.parseLong(supervisor)).orElseThrow().destroyForcibly();

        Completion ended = (Completion) ending.get(20, TimeUnit.SECONDS);
        assertThat(ended.kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(ended.detail()).contains("supervisor was killed");
        assertNoneAlive(pids, 1);
    }

    /** After a restart of the machine, or when numbers have gone round, a session's number is somebody else's. */
    @ParameterizedTest
    @CsvSource({"same,other", "other,same", "other,other", "same,''", "'',''"})
    void shouldNeverSignalAStrangerWhoseSessionHasTheSameNumber(String boot, String start) throws Exception {
        Process stranger = new ProcessBuilder("setsid", "sleep", "300").start();
        try {
            String number = Long.toString(stranger.pid());
            await().until(() -> stat(number)[3].equals(number));
            TestRun run = newRun(shell("true"), MAX_RUN);
            String ours =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            String session = number
                    + (start.isEmpty() ? "" : " " + (start.equals("same") ? stat(number)[19] : "12345"))
                    + (boot.isEmpty() ? "" : " " + (boot.equals("same") ? ours : "0000-other-boot"));
            Files.writeString(run.directory().resolve("session"), session + "\n");
            Files.writeString(run.directory().resolve("supervisor"), session + "\n");

            assertThat(resume(run)).isInstanceOf(ActionResult.Indeterminate.class);
            assertThat(alive(number)).isTrue();
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    /** What follows the name in its stat: state, parent, group, session … */
    private static String[] stat(String pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", pid, "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    @Test
    void shouldEndAlsoWhatTookTheTagOffAndDoesNotListenAfterMaxRun() throws Exception {
        Path pids = directory.resolve("pids");
        Completion ended = run(
                shell("env -i sh -c 'trap \"\" TERM; echo $$ >>" + pids + "; while :; do sleep 0.2; done' & "
                        + "while [ ! -s " + pids + " ]; do sleep 0.01; done; exec sleep 300"),
                1_500);
        assertThat(ended.kind()).isEqualTo(OutcomeKind.TIMED_OUT);
        assertNoneAlive(pids, 1);
    }

    @Test
    void shouldNotBeginTooLate() throws Exception {
        Path ran = directory.resolve("ran");
        TestRun run = newRun(shell("touch " + ran), MAX_RUN);
        run.beginWithin(-1_000);
        assertThat(runner.run(run)).isInstanceOf(ActionResult.NotStarted.class);
        assertThat(resume(run.again()))
                .as("nor say later that it may have")
                .isInstanceOf(ActionResult.NotStarted.class);
        assertThat(ran).doesNotExist();
    }

    @Test
    void shouldNotBeginAfterItWasGivenUp() throws Exception {
        Path ran = directory.resolve("ran");
        TestRun run = newRun(shell("touch " + ran), MAX_RUN);
        assertThat(resume(run)).isInstanceOf(ActionResult.Indeterminate.class);
        assertThat(runner.run(run.again())).isInstanceOf(ActionResult.NotStarted.class);
        assertThat(ran).doesNotExist();
    }

    @Test
    void shouldRunAScriptByItsFirstLine() throws Exception {
        String content = "#!/usr/bin/env -S sh -e\necho \"$0 got $# $1\" | sed 's|.*/||'\n";
        assertThat(run(script(content, sha256(content), "a b")))
                .isEqualTo(new Completion(OutcomeKind.SUCCEEDED, 0, "script got 1 a b\n", ""));
    }

    @Test
    void shouldNotRunAScriptThatIsNotTheOneNamed() throws Exception {
        Path ran = directory.resolve("ran");
        Completion ended = run(script("#!/bin/sh\ntouch " + ran, sha256("another")));
        assertThat(ended.kind()).isEqualTo(OutcomeKind.FAILED);
        assertThat(ended.detail()).contains("sha256").contains("actions/fix.sh");
        assertThat(ran).doesNotExist();
    }

    @Test
    void shouldNotGuessWhatRunsAScript() throws Exception {
        assertThat(run(script("echo hello", sha256("echo hello"))).detail()).contains("#!/bin/sh");
    }

    @Test
    void shouldRunAScriptAsAnotherUser() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can switch users");
        makeReachable(directory);
        String content = "#!/bin/sh\nid -un\n";
        Action.Script script = new Action.Script(
                "actions/fix.sh", content, sha256(content), List.of(), new TreeMap<>(), null, "nobody");
        assertThat(run(script)).isEqualTo(new Completion(OutcomeKind.SUCCEEDED, 0, "nobody\n", ""));
    }

    private static void makeReachable(Path directory) throws IOException {
        for (Path path = directory; path != null && !path.equals(Path.of("/tmp")); path = path.getParent()) {
            var permissions = Files.getPosixFilePermissions(path);
            permissions.add(java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE);
            Files.setPosixFilePermissions(path, permissions);
        }
    }

    private Completion run(Action action) throws Exception {
        return run(action, MAX_RUN);
    }

    private Completion run(Action action, long maxRun) throws Exception {
        return (Completion) runner.run(newRun(action, maxRun));
    }

    private TestRun newRun(Action action, long maxRun) throws IOException {
        last = TestRun.of(directory, action, maxRun);
        return last;
    }

    private CompletableFuture<ActionResult> start(TestRun run) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return runner.run(run);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private ActionResult resume(TestRun run) {
        try {
            return runner.resume(run);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Action.Process process(
            List<String> argv, SortedMap<String, ActionText> env, String cwd, String user) {
        return new Action.Process(argv, env, cwd, user);
    }

    private static Action.Script script(String content, String sha256, String... args) {
        return new Action.Script("actions/fix.sh", content, sha256, List.of(args), new TreeMap<>(), null, null);
    }

    private static String sha256(String content) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertNoneAlive(Path pids, int count) throws IOException {
        List<String> lines = Files.readAllLines(pids);
        assertThat(lines).hasSize(count).noneMatch(ProcessRunnerTest::alive);
    }

    /** A zombie that nobody has collected is dead. */
    private static boolean alive(String pid) {
        try {
            return !Files.readString(Path.of("/proc", pid, "stat")).matches("(?s)\\d+ \\(.*\\) [ZX] .*");
        } catch (IOException e) {
            return false;
        }
    }
}
