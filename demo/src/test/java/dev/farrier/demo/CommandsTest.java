package dev.farrier.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.demo.bridge.ProcessStamp;
import dev.farrier.demo.fleet.DemoFault;
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

        assertThat(out.toString().lines()).hasSize(1 + DemoFault.values().length);
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
        try (AutoCloseable announced = announce(ProcessStamp.own())) {
            assertThat(run("demo", "inject", "crash", "mb-77")).isEqualTo(1);
            assertThat(run("demo", "repair", "mb-77")).isEqualTo(1);
            assertThat(run("demo", "repair", "../etc")).isEqualTo(1);
        }
        assertThat(err.toString()).contains("there is no bridge mb-77", "'../etc' is no bridge's name");
        assertThat(RunningDemo.folder()).isEmptyDirectory();
    }

    @Test
    void shouldNotTakeADeadDemoForARunningOne() throws Exception {
        try (AutoCloseable announced =
                announce(new ProcessStamp(ProcessStamp.own().pid(), 1))) {
            assertThat(run("demo", "inject", "crash")).isEqualTo(3);
        }
    }

    @Test
    void shouldCleanUpAfterDemosThatWereKilled() throws Exception {
        ProcessStamp dead = new ProcessStamp(ProcessStamp.own().pid(), 1);
        Path home = Files.createDirectories(checkout.resolve("farrier-demo-1"));
        Files.createDirectories(home.resolve("kafka/data"));
        Path unannounced = Files.createDirectories(checkout.resolve("farrier-demo-2"));
        Path alive = Files.createDirectories(checkout.resolve("farrier-demo-3"));
        Path anybodys = Files.createDirectories(checkout.resolve("farrier-demo-4"));
        Path broken = Files.createDirectories(checkout.resolve("farrier-demo-5"));
        RunningDemo.mark(home, dead);
        RunningDemo.mark(unannounced, dead);
        RunningDemo.mark(alive, ProcessStamp.own());
        Files.writeString(broken.resolve("demo.process"), "nonsense");
        Path configuration = Files.writeString(checkout.resolve("farrier.yaml"), "site: local\n");
        new RunningDemo(home, dead).announce(RunningDemo.folder(), configuration);

        RunningDemo.sweep(RunningDemo.folder(), checkout);

        assertThat(home).doesNotExist();
        assertThat(unannounced).doesNotExist();
        assertThat(alive).isDirectory();
        assertThat(anybodys).isDirectory();
        assertThat(broken).isDirectory();
        assertThat(RunningDemo.folder()).isEmptyDirectory();
    }

    @Test
    void shouldKeepTheAddressOfADemoThatRuns() throws Exception {
        Path home = Files.createDirectories(checkout.resolve("farrier-demo-1"));
        Path configuration = Files.writeString(checkout.resolve("farrier.yaml"), "site: local\n");
        new RunningDemo(home, ProcessStamp.own()).announce(RunningDemo.folder(), configuration);

        RunningDemo.sweep(RunningDemo.folder(), checkout);

        assertThat(home).isDirectory();
        assertThat(RunningDemo.find(RunningDemo.folder())).isPresent();
    }

    @Test
    void shouldRefuseASecondDemoOfTheCheckout() throws Exception {
        try (AutoCloseable announced = announce(ProcessStamp.own())) {
            assertThat(run("demo")).isEqualTo(1);
        }
        assertThat(err.toString())
                .contains("runs already, process " + ProcessStamp.own().pid() + ": end it first");
    }

    private AutoCloseable announce(ProcessStamp process) throws IOException {
        Path configuration = Files.writeString(checkout.resolve("farrier.yaml"), "site: local\n");
        return new RunningDemo(checkout, process).announce(RunningDemo.folder(), configuration);
    }
}
