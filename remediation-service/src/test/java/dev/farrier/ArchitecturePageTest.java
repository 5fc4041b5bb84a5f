package dev.farrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/architecture.md} is what code, tests and pages refer to: what they cite must be there, and what it names here. */
class ArchitecturePageTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path MAIN = ROOT.resolve("remediation-service/src/main/java/dev/farrier");

    @Test
    void shouldHaveEveryPromiseThatIsCited() throws IOException {
        String page = page();
        Pattern cited = Pattern.compile("[Pp]romises? (\\d+)");
        for (Path file : sources()) {
            for (String number : all(cited, Files.readString(file))) {
                assertThat(page).as("cited by %s", file).containsPattern("(?m)^" + number + "\\. \\*");
            }
        }
    }

    @Test
    void shouldNameOnlyPackagesThatExist() throws IOException {
        List<String> packages = page().lines()
                .filter(line -> line.startsWith("| ") && line.contains("`"))
                .flatMap(line ->
                        all(Pattern.compile("`((?:stream|policy|ingest|execute)(?:\\.[a-z]+)+)`"), line).stream())
                .toList();

        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(
                        name -> assertThat(MAIN.resolve(name.replace('.', '/'))).isDirectory());
    }

    @Test
    void shouldNameEveryPackageOfTheTopLevel() throws IOException {
        try (Stream<Path> folders = Files.list(MAIN)) {
            String page = page();
            assertThat(folders.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString()))
                    .allSatisfy(name -> assertThat(page).containsPattern("`" + name + "[`.]"));
        }
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/architecture.md"));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Stream.of(
                        "remediation-service/src", "demo/src", "benchmarks", "faults", "docs", "RATIONALE.md")
                .map(ROOT::resolve)
                .flatMap(ArchitecturePageTest::walk)) {
            return files.filter(file -> file.toString().matches(".*\\.(java|md)"))
                    .toList();
        }
    }

    private static Stream<Path> walk(Path start) {
        try {
            return Files.walk(start);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }
}
