package dev.farrier.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.demo.bridge.ProcessId;
import dev.farrier.demo.fleet.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {
    @TempDir
    Path checkout;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void useACheckoutOfItsOwn() {
        System.setProperty("farrier.home", checkout.toString());
    }

    @AfterEach
    void forgetIt() {
        System.clearProperty("farrier.home");
    }

    private int run(String... args) {
        CommandLine commands = DemoMain.commandLine();
        return commands.setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    @Test
    void shouldListEveryFault() {
        assertThat(run("demo", "inject", "--list")).isZero();

        assertThat(out.toString().lines()).hasSize(1 + Fault.values().length);
        assertThat(out.toString()).contains("stuck-sessions", "drained");
    }

    @Test
    void shouldListEveryFaultAsJson() {
        assertThat(run("demo", "inject", "--list", "--output", "json")).isZero();

        assertThat(out.toString().lines().findFirst().orElseThrow())
                .startsWith("{\"fault\":\"crash\",\"bridge\":\"mb-01\"");
    }

    @Test
    void shouldSayWhichFaultsThereAre() {
        assertThat(run("demo", "inject", "crush")).isEqualTo(2);

        assertThat(err.toString()).contains("there is no fault 'crush'", "crash, hang, log-errors");
    }

    @Test
    void shouldSayThatNoDemoRuns() {
        assertThat(run("demo", "inject", "crash")).isEqualTo(3);

        assertThat(err.toString()).contains("no demo runs here", "./farrier demo");
    }

    @Test
    void shouldSayThatThereIsNoSuchBridge() throws Exception {
        try (AutoCloseable announced = announce(ProcessId.own())) {
            assertThat(run("demo", "inject", "crash", "mb-77")).isEqualTo(1);
            assertThat(run("demo", "repair", "mb-77")).isEqualTo(1);
            assertThat(run("demo", "repair", "../etc")).isEqualTo(1);
        }
        assertThat(err.toString()).contains("there is no bridge mb-77", "'../etc' is no bridge's name");
        assertThat(RunningDemo.folder()).isEmptyDirectory();
    }

    @Test
    void shouldNotTakeADeadDemoForARunningOne() throws Exception {
        try (AutoCloseable announced = announce(new ProcessId(ProcessId.own().pid(), 1))) {
            assertThat(run("demo", "inject", "crash")).isEqualTo(3);
        }
    }

    @Test
    void shouldCleanUpAfterADemoThatWasKilled() throws Exception {
        Path home = Files.createDirectories(checkout.resolve("farrier-demo-1/kafka"))
                .resolveSibling("");
        Path configuration = Files.writeString(checkout.resolve("farrier.yaml"), "site: local\n");
        RunningDemo killed = new RunningDemo(home, new ProcessId(ProcessId.own().pid(), 1));
        killed.announce(RunningDemo.folder(), configuration);

        RunningDemo.sweep(RunningDemo.folder());

        assertThat(home).doesNotExist();
        assertThat(RunningDemo.folder()).isEmptyDirectory();
    }

    @Test
    void shouldCleanUpNothingOfADemoThatRuns() throws Exception {
        Path home = Files.createDirectories(checkout.resolve("farrier-demo-1"));
        Path configuration = Files.writeString(checkout.resolve("farrier.yaml"), "site: local\n");
        new RunningDemo(home, ProcessId.own()).announce(RunningDemo.folder(), configuration);

        RunningDemo.sweep(RunningDemo.folder());

        assertThat(home).isDirectory();
        assertThat(RunningDemo.find(RunningDemo.folder())).isPresent();
    }

    private AutoCloseable announce(ProcessId process) throws IOException {
        Path configuration = Files.writeString(checkout.resolve("farrier.yaml"), "site: local\n");
        return new RunningDemo(checkout, process).announce(RunningDemo.folder(), configuration);
    }
}
