package dev.farrier.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PolicyCheckCommandTest {
    private static final String GOOD = "src/test/resources/policies/bridges";

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldExitWith0WhenAllIsFine() {
        assertThat(check(GOOD)).isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isEqualTo("3 files, 0 errors, 0 warnings\n");
    }

    @Test
    void shouldPrintProblemsUnderThePathAsGiven() throws IOException {
        Files.writeString(
                directory.resolve("x.yaml"), "kind: Source\nmetadata: {name: s}\nspec: {topick: t, lateness: soon}\n");
        assertThat(check(directory.toString() + "/")).isEqualTo(1);
        assertThat(out.toString())
                .isEqualTo(directory + "/x.yaml:3:8: error: unknown key 'topick' in spec: did you mean 'topic'?\n"
                        + directory
                        + "/x.yaml:3:29: error: 'spec.lateness': 'soon' is not a duration: write whole numbers with units"
                        + " from large to small, such as 1h30m, 90s or 500ms\n");
        assertThat(err.toString()).isEqualTo("1 file, 2 errors, 0 warnings\n");
    }

    @Test
    void shouldExitWith0WhenThereAreOnlyWarnings() throws IOException {
        Files.writeString(
                directory.resolve("x.yaml"),
                "kind: Action\nmetadata: {name: a}\nspec: {parameters: {p: {}}, process: {argv: [true]}}\n");
        assertThat(check(directory.toString())).isZero();
        assertThat(out.toString())
                .contains("x.yaml:3:21: warning: parameter 'p' is never used")
                .contains("x.yaml:1:1: warning: there is no RemediationPolicy: nothing will be detected or done");
        assertThat(err.toString()).isEqualTo("1 file, 0 errors, 2 warnings\n");
    }

    @Test
    void shouldWarnOfAFileThatWasEmptied() throws IOException {
        Files.writeString(directory.resolve("x.yaml"), "");
        assertThat(check(directory.toString())).isZero();
        assertThat(out.toString())
                .contains("x.yaml:1:1: warning: this file has no documents: fill it, or delete it")
                .contains("x.yaml:1:1: warning: there is no RemediationPolicy: nothing will be detected or done");
    }

    @Test
    void shouldTellOnlyTheCauseOfAFileThatIsNoPolicy() throws IOException {
        Files.writeString(directory.resolve("x.yaml"), "x: y\n");
        assertThat(check(directory.toString())).isEqualTo(1);
        assertThat(out.toString().lines().filter(line -> line.contains(": error: ")))
                .singleElement()
                .asString()
                .startsWith(directory + "/x.yaml:1:1: error: this is no policy document");
        assertThat(err.toString()).startsWith("1 file, 1 error, ");
    }

    @Test
    void shouldCountFilesThatCouldNotBeRead() throws IOException {
        Files.writeString(
                directory.resolve("x.yaml"), "kind: Action\nmetadata: {name: a}\nspec: {process: {argv: [a]}}");
        Files.write(directory.resolve("big.yaml"), new byte[5_000_001]);
        Files.write(directory.resolve("latin.yaml"), new byte[] {'a', (byte) 0xe4, 'b'});
        assertThat(check(directory.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("3 files, 2 errors, ");
    }

    @Test
    void shouldCheckSeveralPathsTogether() {
        assertThat(check(GOOD + "/bridges.yaml", GOOD + "/actions.yml", GOOD + "/inventory.yaml"))
                .isZero();
        assertThat(check(GOOD + "/bridges.yaml", GOOD + "/inventory.yaml")).isEqualTo(1);
        assertThat(out.toString()).contains("bridges.yaml").contains("unknown action 'restart-unit'");
    }

    @Test
    void shouldRefuseScriptsThatDifferBetweenPaths() throws IOException {
        Path one = Files.createDirectories(directory.resolve("one"));
        Path two = Files.createDirectories(directory.resolve("two"));
        Files.writeString(one.resolve("a.yaml"), "# nothing\n");
        Files.writeString(one.resolve("run.sh"), "1");
        Files.writeString(two.resolve("run.sh"), "2");
        assertThat(check(one.toString(), two.toString())).isEqualTo(1);
        assertThat(out.toString().lines())
                .contains(two + "/run.sh:1:1: error: another PATH holds a different 'run.sh': rename one");
    }

    @Test
    void shouldPrintOneJsonObjectALine() throws IOException {
        Files.writeString(directory.resolve("x.yaml"), "kind: Sauce\n");
        assertThat(check("--output", "json", directory.resolve("x.yaml").toString()))
                .isEqualTo(1);
        assertThat(out.toString().lines().findFirst().orElseThrow())
                .isEqualTo("{\"file\":\"" + directory + "/x.yaml\",\"line\":1,\"column\":1,\"severity\":\"error\","
                        + "\"message\":\"'metadata' is missing: write metadata: {name: …}\"}");
    }

    @Test
    void shouldExitWith2OnWrongUsage() {
        assertThat(check()).isEqualTo(2);
        assertThat(check("nowhere")).isEqualTo(2);
        assertThat(err.toString()).contains("nowhere does not exist");
        assertThat(check(directory.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("no *.yaml or *.yml file there: " + directory);
        assertThat(check("--output", "xml", GOOD)).isEqualTo(2);
        assertThat(check("pom.xml")).isEqualTo(2);
        assertThat(err.toString()).contains("pom.xml is neither a directory nor a *.yaml or *.yml file");
    }

    private int check(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "check";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return new CommandLine(new PolicyCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }
}
