package dev.farrier.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        assertThat(terminal.err()).isEqualTo("3 files, 0 errors, 0 warnings\n");
        assertThat(runs).hasSize(2);
        runs.forEach((command, shown) -> {
            assertThat(terminal.run(arguments(command))).as(terminal.err()).isZero();
            assertThat("$ " + command + "\n" + terminal.out()).isEqualTo(shown);
        });
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
