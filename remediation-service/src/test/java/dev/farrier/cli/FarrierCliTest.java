package dev.farrier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
            topic create              | 2 | there is no command 'topic': did you mean 'farrier topics'?
            topics creat              | 2 | did you mean 'farrier topics create'?
            nosuch                    | 2 | there is no command 'nosuch'; there are breakers, budgets, completion, config, doctor, events
            topics create --dry-rum   | 2 | there is no option '--dry-rum': did you mean '--dry-run'?
            topics create --output=x  | 2 | --output: 'x' is none of text, json
            topics create a b         | 2 | 'a' is one argument too many
            topics                    | 2 | say which command: create
            ''                        | 2 | say which command: breakers, budgets, completion, config
            topics create --set       | 2 | --set needs a value: --set KEY=VALUE
            policy check --nope       | 2 | there is no option '--nope'
            policy check              | 2 | PATH is missing
            incidents show            | 2 | ID is missing
            events tail -n 1 -n 2     | 2 | --count is given more than once
            events tail -n x          | 2 | --count: 'x' is not a whole number
            events send --value x     | 2 | --value: 'x' is not a number
            events send               | 2 | --source NAME is missing
            events send --label x     | 2 | --label: 'x' is not of the form KEY=VALUE
            reference nothing         | 2 | WHAT: 'nothing' is none of configuration, metrics
            replay p --from never     | 2 | --from: 'never' is no time; write 2026-01-31
            config check a -c b       | 2 | give one file
            --help                    | 0 | topics
            topics create --help      | 0 | farrier topics create --site eu-de-1
            version                   | 0 | farrier 0
            --version                 | 0 | farrier 0
            completion bash           | 0 | complete -F _complete_farrier
            reference metrics         | 0 | farrier_decisions_total
            reference reasons         | 0 | target-busy
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
            String help = command.getUsageMessage();
            assertThat(help).as(name).contains("\nExamples:\n  ", "farrier ", "\nExit codes:\n  0 ");
            assertThat(command.getCommandSpec().usageMessage().footer())
                    .as("examples of " + name + " that nothing wraps")
                    .filteredOn(line -> line.startsWith("  "))
                    .allMatch(line -> line.length() <= 80);
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
    void shouldMakeOnlyTheCommandThatIsAskedFor() {
        Map<String, CommandLine> all = FarrierCli.commandLine(terminal.source()).getSubcommands();
        all.forEach((name, command) -> {
            assertThat(name).isEqualTo(command.getCommandSpec().name());
            Map<String, CommandLine> made =
                    FarrierCli.commandLine(terminal.source(), name, "--help").getSubcommands();
            if (Set.of("help", "completion").contains(name)) {
                assertThat(made).containsOnlyKeys(all.keySet());
            } else {
                assertThat(made).containsOnlyKeys(name);
                assertThat(made.get(name).getUsageMessage()).isEqualTo(command.getUsageMessage());
            }
        });
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            policies.dir=nodir                     | there is no directory
            policies.dir=farrier.yaml              | is not a directory
            signing.privateKey=no.pem              | there is no file
            signing.publicKeys=no.pem              | there is no file
            """)
    void shouldCheckThatWhatTheConfigurationNamesIsThere(String setting, String expected) throws IOException {
        Files.createFile(folder.resolve("work/farrier.yaml"));
        Path wrong = folder.resolve("work").resolve(setting.substring(setting.indexOf('=') + 1));
        String key = setting.substring(0, setting.indexOf('='));
        List<String> args = List.of("config", "check", "--set", "policies.dir=" + folder, "--set", key + "=" + wrong);

        assertThat(terminal.run(args.toArray(String[]::new))).isEqualTo(2);
        assertThat(terminal.err()).contains(key + ": error: ", expected, wrong.toString());
        assertThat(terminal.run("config", "check", "--set", key + "=" + wrong, "--set", "roles=ingest"))
                .as("what no role needs may be missing")
                .isEqualTo(key.equals("signing.publicKeys") ? 2 : 0);
    }

    @Test
    void shouldSayThatNothingIsConfigured() throws IOException {
        Path empty = Files.createFile(folder.resolve("work/empty.yaml"));
        terminal = new Terminal(folder.resolve("work"), folder);

        terminal.run("config", "check", empty.toString());

        assertThat(terminal.notes)
                .containsExactly(
                        "configuration from " + empty,
                        "nothing is configured: everything has its default, Kafka is looked for at localhost:9092");
    }

    @Test
    void shouldWarnOfAKafkaSettingThatNoClientKnows() {
        assertThat(terminal.run(
                        "config", "check", "--set", "policies.dir=" + folder, "--set", "kafka.bootstrap.server=x:1"))
                .isZero();
        assertThat(terminal.notes)
                .contains("--set kafka.bootstrap.server: warning: Kafka's clients know no setting 'bootstrap.server':"
                        + " did you mean 'bootstrap.servers'?");
    }

    @Test
    void shouldSayThatItTalksToTheDemo() throws IOException {
        write(true, "home/target/demo/farrier.yaml", "127.0.0.1:1");

        terminal.run("halt", "--set", "kafka.default.api.timeout.ms=100", "--set", "kafka.request.timeout.ms=90");

        assertThat(terminal.notes).containsExactly("no farrier.yaml here: talking to the demo, Kafka at 127.0.0.1:1");
    }

    @Test
    void shouldWarnOfAConfigurationThatLetsAnybodySendEvents() {
        assertThat(terminal.run(
                        "config",
                        "check",
                        "--set",
                        "http.host=0.0.0.0",
                        "--set",
                        "http.insecure=true",
                        "--set",
                        "policies.dir=" + folder))
                .isZero();
        assertThat(terminal.err()).startsWith("warning: http.insecure: who reaches port 8460 at 0.0.0.0");
        assertThat(terminal.out()).startsWith("fine: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            config check --set policies.dir=.                     | 2
            serve --set policies.dir=.                            | 2
            config check --set policies.dir=. --set http.token=env:TOKEN | 0
            config check --set policies.dir=. --set roles=ingest       | 0
            """)
    void shouldRefuseToListenForOthersWithoutTokens(String command, int code) {
        String[] arguments = (command + " --set http.host=0.0.0.0").split(" ");

        assertThat(terminal.run(arguments)).isEqualTo(code);

        if (code == 2) {
            assertThat(terminal.err())
                    .contains("http.tokens: error: http.host is 0.0.0.0", "configure http.tokens", "http.insecure");
        }
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
        assertThat(terminal.err())
                .isEqualTo("farrier: Kafka at 127.0.0.1:" + port
                        + " does not answer: is it running, and is kafka.bootstrap.servers right?\n");
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
