package dev.farrier.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class FarrierCliTest {
    @TempDir
    private Path folder;

    private Terminal terminal;

    @BeforeEach
    void setUp() throws IOException {
        terminal = new Terminal(
                Files.createDirectory(folder.resolve("work")), Files.createDirectory(folder.resolve("home")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            topic create              | 2 | topics
            topics creat              | 2 | create
            topics create --dry-rum   | 2 | --dry-run
            topics create --output=x  | 2 | text, json
            topics                    | 2 | create
            ''                        | 2 | Usage: farrier
            topics create --set       | 2 | KEY=VALUE
            --help                    | 0 | topics
            topics create --help      | 0 | farrier topics create --site eu-de-1
            version                   | 0 | farrier 0
            --version                 | 0 | farrier 0
            completion bash           | 0 | complete -F _complete_farrier
            reference metrics         | 0 | farrier_decisions_total
            """)
    void shouldAnswer(String line, int expectedCode, String expectedText) {
        int code = terminal.run(line.isEmpty() ? new String[0] : line.split(" +"));

        assertThat(code).isEqualTo(expectedCode);
        assertThat(expectedCode == 0 ? terminal.out() : terminal.err()).contains(expectedText);
        assertThat(expectedCode == 0 ? terminal.err() : terminal.out()).isEmpty();
    }

    @Test
    void shouldExplainEveryCommandAndOption() {
        List<CommandLine> all = new ArrayList<>(List.of(FarrierCli.commandLine(terminal.source())));
        for (int i = 0; i < all.size(); i++) {
            CommandLine command = all.get(i);
            String name = command.getCommandSpec().qualifiedName();
            all.addAll(command.getSubcommands().values());
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(name)
                    .isNotEmpty();
            assertThat(command.getCommandSpec().findOption("--help") != null
                            || command.getCommandSpec().helpCommand())
                    .as(name)
                    .isTrue();
            command.getCommandSpec()
                    .options()
                    .forEach(option -> assertThat(option.description())
                            .as(name + " " + option.longestName())
                            .isNotEmpty());
            command.getCommandSpec()
                    .positionalParameters()
                    .forEach(parameter -> assertThat(parameter.description())
                            .as(name + " " + parameter.paramLabel())
                            .isNotEmpty());
        }
    }

    @Test
    void shouldReportAllProblemsOfTheConfiguration() throws IOException {
        Files.writeString(folder.resolve("work/farrier.yaml"), "http.prot: 1\nsite: 'a b'\n");

        assertThat(terminal.run("config", "check")).isEqualTo(2);
        assertThat(terminal.err())
                .contains("farrier.yaml:1:12: error: unknown key 'http.prot'", "farrier.yaml:2:7: error: 'site'");
        assertThat(terminal.run("topics", "create")).isEqualTo(2);
        assertThat(terminal.err()).contains("farrier.yaml:1:12: error: unknown key 'http.prot'");
    }

    @Test
    void shouldWarnOfAConfigurationThatLetsAnybodySendEvents() {
        assertThat(terminal.run("config", "check", "--set", "http.host=0.0.0.0"))
                .isZero();
        assertThat(terminal.err()).startsWith("warning: http.host is 0.0.0.0 and http.receiverToken is not set");
        assertThat(terminal.out()).startsWith("fine: ");
    }

    @Test
    void shouldSayWhenKafkaCannotBeReached() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        int code = terminal.run(
                "topics",
                "create",
                "-b",
                "127.0.0.1:" + port,
                "--set",
                "kafka.default.api.timeout.ms=500",
                "--set",
                "kafka.request.timeout.ms=400");

        assertThat(code).isEqualTo(3);
        assertThat(terminal.err()).contains("farrier: ", "127.0.0.1:" + port).doesNotContain("\tat ");
    }

    @Test
    void shouldSayWhenTheAddressOfKafkaMakesNoSense() {
        assertThat(terminal.run("topics", "create", "-b", "nowhere")).isEqualTo(3);
        assertThat(terminal.err()).contains("nowhere");
    }

    @ParameterizedTest
    @CsvSource({
        "false,false,false,,localhost:9092",
        "true,false,false,,demo:1",
        "true,true,false,,here:1",
        "true,true,true,,variable:1",
        "true,false,false,option:1,option:1"
    })
    void shouldFindTheDeploymentThatIsMeant(
            boolean demo, boolean here, boolean variable, String option, String expected) throws IOException {
        write(demo, "home/target/demo/farrier.yaml", "demo:1");
        write(here, "work/farrier.yaml", "here:1");
        if (variable) {
            write(true, "other.yaml", "variable:1");
            terminal.environment.put(
                    "FARRIER_CONFIG", folder.resolve("other.yaml").toString());
        }

        List<String> args = new ArrayList<>(List.of("topics", "create", "--dry-run", "-v"));
        if (option != null) {
            args.addAll(List.of("-b", option));
        }
        args.addAll(List.of("--set", "kafka.default.api.timeout.ms=100", "--set", "kafka.request.timeout.ms=90"));
        terminal.run(args.toArray(String[]::new));

        assertThat(terminal.notes).last().asString().contains("Kafka at " + expected);
    }

    private void write(boolean wanted, String file, String bootstrap) throws IOException {
        if (wanted) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.resolveSibling(""));
            Files.writeString(path, "kafka.bootstrap.servers: " + bootstrap + "\n");
        }
    }
}
