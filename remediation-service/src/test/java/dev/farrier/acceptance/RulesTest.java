package dev.farrier.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.telemetry.MonitoringFiles;
import dev.farrier.telemetry.MonitoringFiles.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules as Prometheus' own tool reads and tries them. */
@Tag("process")
class RulesTest {
    private static final Path TESTS = Path.of("src/test/resources/dev/farrier/acceptance/rules/alerts_test.yaml");

    @TempDir
    Path folder;

    @Test
    void shouldBeValidRules() throws Exception {
        List<String> files = copied();

        promtool(Stream.concat(Stream.of("check", "rules"), files.stream()).toList());
    }

    @Test
    void shouldFireWhenTheyShouldAndOnlyThen() throws Exception {
        copied();
        Files.copy(TESTS, folder.resolve(TESTS.getFileName()));

        promtool(List.of("test", "rules", TESTS.getFileName().toString()));
    }

    @Test
    @SuppressWarnings("unchecked") // of a file in the form that promtool has read
    void shouldTryThatEachAlertFiresAndThatItDoesNot() {
        Set<String> fires = new TreeSet<>();
        Set<String> doesNot = new TreeSet<>();
        Map<String, List<Map<String, Object>>> file =
                (Map<String, List<Map<String, Object>>>) MonitoringFiles.yaml(TESTS);
        for (Map<String, Object> test : file.get("tests")) {
            for (Map<String, Object> tried :
                    (List<Map<String, Object>>) test.getOrDefault("alert_rule_test", List.of())) {
                boolean expected = !((List<?>) tried.get("exp_alerts")).isEmpty();
                (expected ? fires : doesNot).add(String.valueOf(tried.get("alertname")));
            }
        }
        Set<String> alerts = MonitoringFiles.rules().stream()
                .filter(Rule::alert)
                .map(Rule::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(fires).isEqualTo(alerts);
        assertThat(doesNot).isEqualTo(alerts);
    }

    /** The tool looks for the rules beside their tests. */
    private List<String> copied() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(MonitoringFiles.RULES)) {
            for (Path file : files.sorted().toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
                names.add(file.getFileName().toString());
            }
        }
        return names;
    }

    private void promtool(List<String> arguments) throws Exception {
        List<String> argv = new ArrayList<>(List.of(Tools.requirePromtool().toString()));
        argv.addAll(arguments);
        Path printed = folder.resolve("printed");
        Process process = new ProcessBuilder(argv)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("promtool ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(printed)).isZero();
    }
}
