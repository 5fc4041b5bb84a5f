package dev.farrier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.yaml.PolicyCompiler;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code farrier policy test}, and the policies that ship. */
class PolicyTestCommandTest {
    private static final String SHIPPED = "../policies";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    private int farrier(String... arguments) {
        CommandLine farrier = FarrierCli.commandLine();
        farrier.setOut(new PrintWriter(out));
        farrier.setErr(new PrintWriter(err));
        return farrier.execute(arguments);
    }

    @Test
    void shouldPassAllTestsOfThePoliciesThatShipAndReachEveryRung() {
        assertThat(farrier("policy", "test", "--coverage", SHIPPED))
                .as("%s%s", out, err)
                .isZero();

        assertThat(out.toString())
                .contains("ok      stuck-sessions-are-drained-before-the-restart")
                .doesNotContain("its detection")
                .doesNotContain("rung ")
                .doesNotContain("escalation");
        assertThat(err.toString()).matches("\\d+ tests, 0 failed\n");
    }

    @Test
    void shouldExitWith1AndSayWhereWhenATestFails() throws IOException {
        shipped();
        Files.writeString(directory.resolve("t.yaml"), """
                kind: PolicyTest
                metadata: {name: wrong}
                spec:
                  steps:
                    - {at: 0s, halt: true}
                    - {at: 1s, expect: [{escalated: {}}]}
                """);

        assertThat(farrier("policy", "test", directory.toString(), "--run", "wro*"))
                .isEqualTo(1);

        assertThat(out.toString())
                .contains("FAILED  wrong")
                .contains("t.yaml:6:16: test wrong: at 1s")
                .contains("- escalated");
        assertThat(err.toString()).isEqualTo("1 test, 1 failed\n");
    }

    @Test
    void shouldListWhatNoTestHasReachedOfBudgetsAndStormBreakers() throws IOException {
        shipped();
        Files.writeString(directory.resolve("limits.yaml"), """
                kind: DisruptionBudget
                metadata: {name: bridges}
                spec: {selector: {all: true}, maxDisrupted: 2, domains: {label: site, handsOffAt: 60%}}
                ---
                kind: StormBreaker
                metadata: {name: fleet}
                spec: {max: 50}
                """);

        assertThat(farrier("policy", "test", directory.toString(), "--run", "*halted*", "--coverage"))
                .as("%s", err)
                .isZero();
        assertThat(out.toString())
                .contains("covered bridge-silent: ")
                .contains("covered budget bridges: 0 of 2; untested: maxDisrupted, domains.handsOffAt\n")
                .contains("covered breaker fleet: 0 of 1; untested: storm\n");

        assertThat(farrier("policy", "test", directory.toString(), "--run", "*halted*", "--coverage", "-o", "json"))
                .isZero();
        assertThat(out.toString())
                .contains("{\"policy\":\"bridge-silent\",\"parts\":")
                .contains("{\"budget\":\"bridges\",\"parts\":2,\"reached\":0,"
                        + "\"untested\":[\"maxDisrupted\",\"domains.handsOffAt\"]}\n")
                .contains("{\"breaker\":\"fleet\",\"parts\":1,\"reached\":0,\"untested\":[\"storm\"]}\n");
    }

    @Test
    void shouldPrintOneJsonObjectATest() {
        assertThat(farrier("policy", "test", SHIPPED, "--run", "*halted*", "-o", "json"))
                .isZero();

        assertThat(out.toString())
                .startsWith("{\"test\":\"nothing-is-done-while-everything-is-halted\",\"place\":\"")
                .contains("\"passed\":true,\"failures\":[]}");
    }

    @Test
    void shouldNotPassWhenThereIsNothingToRun() {
        assertThat(farrier("policy", "test", SHIPPED, "--run", "nosuch")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("there is no PolicyTest named 'nosuch'\n");
    }

    @Test
    void shouldExitWith1OnBrokenPoliciesAnd2OnWrongUsage() throws IOException {
        Files.writeString(directory.resolve("t.yaml"), "kind: PolicyTest\nmetadata: {name: t}\nspec: {}\n");
        assertThat(farrier("policy", "test", directory.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("t.yaml:3:7: error: 'spec.steps' is missing");

        assertThat(farrier("policy", "test", directory.resolve("nowhere").toString()))
                .isEqualTo(2);
    }

    @Test
    void shouldExplainThePoliciesThatShip() {
        assertThat(farrier("policy", "explain", SHIPPED, "--policy", "bridge-silent"))
                .isZero();
        assertThat(out.toString())
                .startsWith("bridge-silent\n  fires when heartbeat is missing for 3s")
                .doesNotContain("bridge-stuck-sessions");

        assertThat(farrier("policy", "explain", SHIPPED, "--policy", "bridge-silence"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no policy 'bridge-silence': did you mean 'bridge-silent'?");
    }

    @Test
    void shouldSayWhyOfRecordedInput() throws IOException {
        Path log = directory.resolve("bridge.log");
        Files.writeString(log, """
                2026-01-01T00:00:00+00:00 mb-05 media-bridge[7]: error: session refused: no session slots
                2026-01-01T00:00:01+00:00 mb-05 media-bridge[7]: all is well
                2026-01-01T00:00:02+00:00 mb-05 media-bridge[7]: error: session refused: no session slots
                """);

        assertThat(farrier(
                        "why",
                        "bridge-stuck-sessions",
                        "--target=mb-05",
                        "--policies=" + SHIPPED,
                        "--source=bridge-log",
                        "--input=" + log))
                .as("%s", err)
                .isZero();

        assertThat(out.toString())
                .contains("bridge-stuck-sessions on mb-05, at 2026-01-01T00:00:02Z")
                .contains("noSlots: 2 of 3")
                .contains("3 of 3 met program=\"media-bridge\"")
                .contains("detector  2 of 3 matches within 10s")
                .contains("decided   nothing");
        assertThat(farrier("why", "bridge-stuck-sessions", "--target=mb-05", "--input=" + log))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--input needs --policies PATH and --source NAME");
    }

    @Test
    void shouldSayWhatBecameOfItOnRecordedInput() throws IOException {
        Path log = directory.resolve("bridge.log");
        Files.writeString(log, """
                2026-01-01T00:00:00+00:00 mb-05 media-bridge[7]: error: session refused: no session slots
                2026-01-01T00:00:01+00:00 mb-05 media-bridge[7]: error: session refused: no session slots
                2026-01-01T00:00:02+00:00 mb-05 media-bridge[7]: error: session refused: no session slots
                2026-01-01T01:00:00+00:00 mb-05 media-bridge[7]: all is well
                """);

        assertThat(farrier(
                        "why",
                        "bridge-stuck-sessions",
                        "--target=mb-05",
                        "--policies=" + SHIPPED,
                        "--source=bridge-log",
                        "--input=" + log))
                .as("%s", err)
                .isZero();

        assertThat(out.toString())
                .containsPattern("  fired     2026-01-01T00:00:02Z\n"
                        + "  decided   2026-01-01T00:00:02Z act, guards-passed, .*\n"
                        + "  resolved  2026-01-01T00:0.* incident bridge-stuck-sessions-");
    }

    @Test
    void shouldSayWhatOfRecordedInputCannotBeRead() throws IOException {
        Path log = directory.resolve("bridge.log");
        String[] why = {
            "why",
            "bridge-stuck-sessions",
            "--target=mb-05",
            "--policies=" + SHIPPED,
            "--source=bridge-log",
            "--input=" + log
        };
        Files.writeString(log, """
                what is this
                2026-01-01T00:00:00+00:00 mb-05 media-bridge[7]: error: session refused: no session slots
                """);
        assertThat(farrier(why)).as("%s", err).isZero();
        assertThat(out.toString()).contains("1 more could not be read");

        Files.writeString(log, "what is this\nand this\n");
        assertThat(farrier(why)).isEqualTo(2);
        assertThat(err.toString())
                .contains("has no event of the source bridge-log: of 2 lines 2 could not be read, first line 1: ")
                .contains("is it the right source?");

        Files.writeString(log, "");
        assertThat(farrier(why)).isEqualTo(2);
        assertThat(err.toString()).contains("of 0 lines 0 could not be read; is it the right source?");
    }

    /** The compiler takes the tests along with everything else. */
    @Test
    void shouldLeaveTestsOutOfTheBundle() {
        var compiled = PolicyCompiler.compile(
                new TreeMap<>(Map.of("t.yaml", "kind: PolicyTest\nmetadata: {name: t}\nspec: {steps: []}\n")), "c");
        assertThat(compiled.bundle()).isNotNull();
        assertThat(compiled.tests()).hasSize(1);
    }

    private void shipped() throws IOException {
        try (var files = Files.walk(Path.of(SHIPPED))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(Path.of(SHIPPED).relativize(file));
                Files.createDirectories(copy.resolveSibling(""));
                Files.copy(file, copy);
            }
        }
    }
}
