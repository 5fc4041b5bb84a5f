package dev.farrier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * What the documentation shows is what happens. {@code <!-- file: NAME -->} before a block: it is the content of that file;
 * {@code <!-- run: COMMAND -->}: it is what the command prints.
 */
class DocumentationTest {
    private static final Pattern BLOCK =
            Pattern.compile("<!-- (file|run): ([^>]+?) -->\\n```\\w*\\n(.*?)```\\n", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private Terminal terminal;

    @BeforeEach
    void setUp() {
        terminal = new Terminal(folder, folder);
    }

    @Test
    void shouldShowPoliciesThatDoWhatIsSaid() throws IOException {
        Map<String, String> runs = write("policies.md");

        assertThat(terminal.run("policy", "check", folder.resolve("policies").toString()))
                .as(terminal.out())
                .isZero();
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).isEqualTo("4 files, 0 errors, 0 warnings\n");
        assertThat(runs).hasSize(2);
        runs.forEach((command, shown) -> {
            assertThat(terminal.run(arguments(command))).as(terminal.err()).isZero();
            assertThat("$ " + command + "\n" + terminal.out()).isEqualTo(shown);
        });
    }

    /** What differs from the documented input as it does from one machine to the next. */
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/documentation/ordinary-input.tsv", delimiter = '\t', quoteCharacter = '\0')
    void shouldSurviveOrdinaryInput(String what, String source, String input, String command) throws IOException {
        write("policies.md");
        Files.writeString(folder.resolve("policies/more.yaml"), MORE_HOSTS);
        Path file = Files.writeString(
                folder.resolve("input"),
                source.equals("auth-log") ? input.replace("~", "\n").replace("%CR%", "\r") + "\n" : alert(input));

        assertThat(terminal.run(
                        "replay",
                        folder.resolve("policies").toString(),
                        "--source",
                        source,
                        "--input",
                        file.toString()))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).contains(command);
    }

    private static final String MORE_HOSTS = """
            kind: Inventory
            metadata: {name: more}
            spec:
              resources:
                - {name: 'fe80::1', site: default, address: '[fe80::1]'}
                - {name: 10.0.0.11, site: default, address: 10.0.0.11}
                - {name: db-01.example.com, site: default, address: db-01.example.com}
            """;

    /** @param labels as {@code a=b, c=d} */
    private static String alert(String labels) {
        String json = Arrays.stream(labels.split(", "))
                .map(label -> label.split("=", 2))
                .map(label -> '"' + label[0] + "\": \"" + label[1].replace("\\", "\\\\") + '"')
                .collect(Collectors.joining(", "));
        return "{\"version\": \"4\", \"alerts\": [{\"status\": \"firing\", \"labels\": {" + json
                + "}, \"annotations\": {}, \"startsAt\": \"2026-06-09T06:06:20Z\"}]}\n";
    }

    @Test
    void shouldShowConfigurationsThatHaveNoErrors() throws IOException {
        write("operations.md");
        write("policies.md");
        Files.createFile(folder.resolve("command-signing.pub.pem"));

        for (String file : List.of("farrier.yaml", "executor.yaml")) {
            assertThat(terminal.run("config", "check", folder.resolve(file).toString()))
                    .as(terminal.err())
                    .isZero();
            assertThat(terminal.err()).isEmpty();
        }
        assertThat(terminal.notes).noneMatch(note -> note.contains("warning"));
    }

    /** The arguments after {@code farrier}; paths are those of the folder. */
    private String[] arguments(String command) {
        List<String> arguments = new ArrayList<>();
        for (String word : command.split(" ")) {
            Path path = folder.resolve(word);
            arguments.add(Files.exists(path) ? path.toString() : word);
        }
        return arguments.subList(1, arguments.size()).toArray(String[]::new);
    }

    /** Writes the files; returns the commands with what they are said to print. */
    private Map<String, String> write(String document) throws IOException {
        Map<String, String> runs = new LinkedHashMap<>();
        Matcher block = BLOCK.matcher(Files.readString(Path.of("../docs").resolve(document)));
        while (block.find()) {
            if (block.group(1).equals("run")) {
                runs.put(block.group(2), block.group(3));
            } else {
                Path file = folder.resolve(block.group(2));
                Files.createDirectories(file.resolveSibling(""));
                Files.writeString(file, block.group(3));
            }
        }
        return runs;
    }
}
