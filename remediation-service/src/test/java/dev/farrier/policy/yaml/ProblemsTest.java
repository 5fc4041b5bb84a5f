package dev.farrier.policy.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Broken documents and what is said of them. A case of the text files is a title after {@code ###}, the document, which is
 * compiled together with {@code base.yaml}, and after {@code >} all problems in order.
 */
class ProblemsTest {
    private static final Path FOLDER = Path.of("src/test/resources/policies/broken");

    @TestFactory
    Stream<DynamicTest> shouldSayWhatIsWrong() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String file : List.of(
                "yaml.txt",
                "sources.txt",
                "actions.txt",
                "policies.txt",
                "detectors.txt",
                "reserved.txt",
                "intervals.txt",
                "inhibit.txt")) {
            for (String test : Files.readString(FOLDER.resolve(file)).split("(?m)^### ")) {
                if (!test.isEmpty()) {
                    String title = test.lines().findFirst().orElseThrow();
                    tests.add(DynamicTest.dynamicTest(
                            file + ": " + title, () -> check(test.substring(title.length() + 1))));
                }
            }
        }
        return tests.stream();
    }

    private static void check(String test) throws IOException {
        String document = test.lines()
                        .filter(line -> !line.startsWith("> "))
                        .collect(Collectors.joining("\n"))
                        .stripTrailing()
                + "\n";
        List<String> expected = test.lines()
                .filter(line -> line.startsWith("> "))
                .map(line -> line.substring(2))
                .toList();
        List<String> problems = problems(document).stream()
                .map(problem -> problem.toString().replace("p.yaml:", ""))
                .toList();
        assertThat(problems).isNotEmpty();
        assertThat(String.join("\n", problems)).isEqualTo(String.join("\n", expected));
    }

    static List<Problem> problems(String document) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        files.put("base.yaml", Files.readString(FOLDER.resolve("base.yaml")));
        files.put("big.sh", "#".repeat(800_000));
        files.put("latin.sh", "echo \uFFFD");
        files.put("p.yaml", document);
        CompileResult compiled = PolicyCompiler.compile(files, "test");
        boolean errors = compiled.problems().stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
        assertThat(compiled.bundle() == null).isEqualTo(errors);
        return compiled.problems();
    }
}
