package dev.farrier.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ReplayCommandTest {
    private static final String POLICIES = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: syslog}
            spec:
              topic: logs
              format: line
              preset: rsyslog
              liveness: {expectEvery: 1m, by: [host]}
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: restart}
            spec: {process: {argv: ['true']}, timeout: 10s}
            ---
            apiVersion: farrier.dev/v1
            kind: Inventory
            metadata: {name: hosts}
            spec: {resources: [{name: a, site: s1, address: 127.0.0.1}]}
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: stuck}
            spec:
              match: [{name: bad, sources: [syslog], matchers: ['message="bäd"']}]
              detect: {each: {of: bad}, groupBy: [host]}
              target: {resource: '{group.host}'}
              remediate:
                - name: again
                  risk: disruptive
                  steps: [{action: restart}]
                  verify: {quietFor: 1m}
              escalate: [{action: restart}]
            """;

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path policies = Path.of("");
    private Path log = Path.of("");

    @BeforeEach
    void write() throws IOException {
        policies = Files.writeString(directory.resolve("policies.yaml"), POLICIES);
        log = directory.resolve("log");
        log(
                "Jun  9 06:00:00 a app[1]: bäd",
                "what is this",
                "",
                "Jun  9 07:00:00 a app[1]: fine",
                "Jun  9 08:00:00 a app[1]: bäd");
    }

    private void log(String... lines) throws IOException {
        Files.writeString(log, String.join("\n", lines));
        Files.setLastModifiedTime(log, FileTime.from(Instant.parse("2025-07-01T00:00:00Z")));
    }

    private int replay(String... more) {
        List<String> args = new ArrayList<>(List.of(policies.toString()));
        args.addAll(List.of(more));
        if (!args.contains("--source")) {
            args.addAll(List.of("--source", "syslog"));
        }
        if (!args.contains("--input")) {
            args.addAll(List.of("--input", log.toString()));
        }
        return new CommandLine(new ReplayCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args.toArray(String[]::new));
    }

    @Test
    void shouldPrintOneJsonObjectALineAndSummaryOnStandardError() {
        assertThat(replay("--output", "json")).isZero();
        assertThat(out.toString().lines())
                .hasSize(8)
                .first()
                .isEqualTo("{\"time\":\"2025-06-09T06:00:00Z\",\"type\":\"detection\",\"policy\":\"stuck\","
                        + "\"group\":{\"host\":\"a\"}}");
        assertThat(err.toString())
                .containsPattern("lines read +5\n")
                .containsPattern("blank +1\n")
                .containsPattern("unreadable +1\n  line 2: ")
                .containsPattern("events +3\n")
                .containsPattern("detections +2\n  stuck +2\n")
                .containsPattern("commands +2\n  stuck +2\n")
                .contains("events per second")
                .endsWith(
                        "times without a zone were read as UTC, times without a year as the nearest at most a day after"
                                + " 2025-07-01T00:00:00Z\n");
    }

    @Test
    void shouldReportByPolicyOnStandardError() {
        assertThat(replay()).isZero();
        assertThat(err.toString()).startsWith("""
                        stuck: 2 detections, 2 commands, 2 resolved, 0 escalated
                          commands       restart 2
                          targets        a 2
                          busiest hours  2025-06-09T06:00:00Z  1 detection, 1 command
                                         2025-06-09T08:00:00Z  1 detection, 1 command
                        """);
        assertThat(out.toString()).doesNotContain("busiest");
    }

    @Test
    void shouldPrintReportAsLastObjectWhenAskedTo() {
        assertThat(replay("--output", "json", "--summary")).isZero();
        assertThat(out.toString().lines())
                .hasSize(9)
                .last()
                .isEqualTo("{\"type\":\"summary\",\"policies\":[{\"policy\":\"stuck\",\"detections\":2,\"commands\":2,"
                        + "\"resolved\":2,\"escalated\":0,\"actions\":{\"restart\":2},\"targets\":{\"a\":2},"
                        + "\"suppressed\":{},\"busiestHours\":["
                        + "{\"hour\":\"2025-06-09T06:00:00Z\",\"detections\":1,\"commands\":1},"
                        + "{\"hour\":\"2025-06-09T08:00:00Z\",\"detections\":1,\"commands\":1}]}],\"skipped\":[]}");
        assertThat(err.toString()).doesNotContain("busiest").contains("lines read");
    }

    @Test
    void shouldPrintOnlyWhatDiffersFromOtherPolicies() throws IOException {
        Path old = Files.writeString(directory.resolve("old.yaml"), POLICIES);
        assertThat(replay("--compare", old.toString())).isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("no difference\n");
        Files.writeString(policies, POLICIES.replace("each: {of: bad}", "threshold: {of: bad, count: 2, within: 3h}"));
        assertThat(replay("--compare", old.toString(), "-o", "json", "--summary"))
                .isEqualTo(1);
        assertThat(out.toString().lines().filter(line -> line.contains("\"detection\"")))
                .containsExactly("{\"time\":\"2025-06-09T06:00:00Z\",\"type\":\"detection\",\"policy\":\"stuck\","
                        + "\"group\":{\"host\":\"a\"},\"only\":\"old\"}");
        assertThat(out.toString().lines())
                .last()
                .asString()
                .startsWith("{\"type\":\"comparison\",\"same\":false,\"policies\":[{\"policy\":\"stuck\","
                        + "\"detections\":{\"onlyOld\":1,\"onlyNew\":0},")
                .endsWith("\"targets\":{\"onlyOld\":[],\"onlyNew\":[]}}]}");
    }

    @Test
    void shouldNotCompareWithBrokenPolicies() throws IOException {
        Path old = Files.writeString(
                directory.resolve("old.yaml"), POLICIES.replace("sources: [syslog]", "sources: [sylog]"));
        assertThat(replay("--compare", old.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("old.yaml:24:33: ");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldWriteSamePageAgain() throws IOException {
        Path page = directory.resolve("page.html");
        assertThat(replay("--html", page.toString())).isZero();
        String first = Files.readString(page);
        assertThat(first)
                .contains("<h1>Replay of syslog</h1>")
                .contains("2025-06-09T06:00:00Z: 1 detection, 1 command")
                .contains("5 lines read, 1 unreadable, 3 events");
        assertThat(replay("--html", page.toString())).isZero();
        assertThat(Files.readString(page)).isEqualTo(first);
        Path old = Files.writeString(directory.resolve("old.yaml"), POLICIES);
        assertThat(replay("--html", page.toString(), "--compare", old.toString()))
                .isZero();
        assertThat(Files.readString(page)).contains("no difference").contains("old.yaml");
    }

    @Test
    void shouldPrintTextForPeople() {
        assertThat(replay()).isZero();
        assertThat(out.toString().lines().limit(3))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("2025-06-09T06:00:00Z  detection  stuck{host=a}"),
                        line -> assertThat(line)
                                .isEqualTo(
                                        "2025-06-09T06:00:00Z  decision   stuck{host=a} on a: act guards-passed: again"),
                        line -> assertThat(line)
                                .isEqualTo("2025-06-09T06:00:00Z  command    stuck{host=a} on a: again / restart"
                                        + " runs restart"));
    }

    @Test
    void shouldTakeYearFromNow() {
        assertThat(replay("--now", "2020-02-01", "--output", "json")).isZero();
        assertThat(out.toString()).startsWith("{\"time\":\"2019-06-09T06:00:00Z\"");
    }

    @ParameterizedTest
    @CsvSource({
        "2025-06-09T08:00:00Z,      , 1",
        "2025-06-09T08:00:01Z,      , 0",
        ",      2025-06-09T08:00    , 1",
        ",      2025-06-09T08:00:01Z, 2",
        "2025-06-09, 2025-06-10     , 2",
        "2025-06-09T10:00:00+02:00, , 1"
    })
    void shouldTakeOnlyEventsOfTheTimesAskedFor(String from, String to, int detections) {
        List<String> args = new ArrayList<>(List.of("--output", "json"));
        if (from != null) {
            args.addAll(List.of("--from", from));
        }
        if (to != null) {
            args.addAll(List.of("--to", to));
        }
        assertThat(replay(args.toArray(String[]::new))).isZero();
        assertThat(out.toString().lines().filter(line -> line.contains("\"detection\"")))
                .hasSize(detections);
    }

    @Test
    void shouldSortOnlyWhenAskedTo() throws IOException {
        log("Jun  9 08:00:00 a app: bäd", "Jun  9 06:00:00 a app: bäd");
        assertThat(replay("-o", "json")).isZero();
        assertThat(out.toString().lines().filter(line -> line.contains("\"detection\"")))
                .hasSize(1);
        assertThat(err.toString())
                .containsPattern("late: older than may be put in order +1\n")
                .contains("1 event came later than the source's lateness; --sort puts them in order");
        out.getBuffer().setLength(0);
        assertThat(replay("-o", "json", "--sort")).isZero();
        assertThat(out.toString())
                .startsWith("{\"time\":\"2025-06-09T06:00:00Z\"")
                .contains("T08:00:00Z");
    }

    @Test
    void shouldWriteOnlyAscii() throws IOException {
        Files.writeString(
                policies,
                POLICIES.replace("groupBy: [host]", "groupBy: [message]").replace("'{group.host}'", "a"));
        assertThat(replay("-o", "json")).isZero();
        assertThat(out.toString()).contains("b\\u00E4d").matches("\\p{ASCII}*");
    }

    @Test
    void shouldExitWith1AndTellProblemsOfPolicies() throws IOException {
        Files.writeString(policies, POLICIES.replace("sources: [syslog]", "sources: [sylog]"));
        assertThat(replay()).isEqualTo(1);
        assertThat(err.toString())
                .contains("policies.yaml:24:33: ")
                .contains("error: ")
                .contains("syslog");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--outcomes remembered|success, failure, recorded",
                "--source nobody|there is no Source 'nobody'; there is syslog",
                "--input /no/such/file|does not exist",
                "--input .|is a directory",
                "--topic logs|--input and --topic can't be given together",
                "--html .|--html . is a directory",
                "--html /no/such/page.html|there is no such directory",
                "--compare-live --compare old|--compare and --compare-live can't be given together",
                "--compare /no/such/old|/no/such/old does not exist",
                "--from yesterday|'yesterday' is no time",
                "--now 2026-02-30|'2026-02-30' is no time",
                "/no/such/policies|does not exist"
            })
    void shouldRefuseWrongUsage(String usage) {
        String[] parts = usage.split("\\|", 2);
        assertThat(replay(parts[0].split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(parts[1]);
    }

    @Test
    void shouldSayWhichDetectionsOnlyRepeatWhatIsKnown() throws IOException {
        log("Jun  9 06:00:00 a app[1]: bäd", "Jun  9 06:00:00 b app[1]: bäd", "Jun  9 06:00:01 b app[1]: bäd");
        Files.writeString(policies, POLICIES.replace("{quietFor: 1m}", "{quietFor: 5m}"));
        assertThat(replay("-o", "json")).isZero();
        assertThat(out.toString().lines().filter(line -> line.contains("detection")))
                .satisfiesExactly(
                        first -> assertThat(first).endsWith("\"group\":{\"host\":\"a\"}}"),
                        ignored -> assertThat(ignored).endsWith("\"group\":{\"host\":\"b\"}}"),
                        again -> assertThat(again).endsWith("\"group\":{\"host\":\"b\"},\"reason\":\"repeat\"}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                            | ''             | nothing was replayed: the input is empty
            ' '                           | ''             | nothing was replayed: the input is empty
            nonsense                      | ''             | nothing could be read as source 'syslog' says
            Jun  9 06:00:00 a app[1]: bad | --to 2025-01-01 | lie outside --from and --to
            """)
    void shouldWarnWhenNothingWasReplayed(String line, String options, String expected) throws IOException {
        log(line);
        assertThat(replay(options.isEmpty() ? new String[0] : options.split(" ")))
                .isZero();
        assertThat(err.toString().lines())
                .last()
                .asString()
                .startsWith("warning: ")
                .contains(expected);
    }

    /** Two alternatives fail on the same event, which is one. */
    @Test
    void shouldSayThatWhereFailed() throws IOException {
        Path page = directory.resolve("page.html");
        String failing = "where: '1 / (size(labels.host) - 1) > 0'";
        Files.writeString(
                policies,
                POLICIES.replace(
                        "match: [",
                        "match: [{name: one, sources: [syslog], " + failing
                                + "}, {name: two, sources: [syslog], matchers:" + " ['message=\"bäd\"'], " + failing
                                + "}, "));
        assertThat(replay("-o", "json", "--summary", "--html", page.toString())).isZero();
        String said = "warning: policy stuck: its where failed on 3 events, last: ";
        assertThat(err.toString()).contains(said).containsPattern("last: .*zero");
        assertThat(Files.readString(page)).contains(said);
        assertThat(out.toString().lines())
                .last()
                .asString()
                .contains("\"conditionFailed\":3,\"failure\":\"", "\"labelMissing\":{}");
        assertThat(out.toString().lines().filter(line -> line.contains("warning")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--compare"})
    void shouldSayThatALabelOfTheGroupIsMissing(String compare) throws IOException {
        Path old = Files.writeString(directory.resolve("old.yaml"), POLICIES);
        Files.writeString(policies, POLICIES.replace("groupBy: [host]", "groupBy: [host, program]"));
        log("Jun  9 06:00:00 a app[1]: bäd", "Jun  9 06:00:00 a bäd", "Jun  9 06:00:00 a fine");
        replay(compare.isEmpty() ? new String[0] : new String[] {compare, old.toString()});
        assertThat(err.toString())
                .contains(
                        "warning: policy stuck: 1 event lacks the label program, by which it groups, and joins no group\n");
    }

    @Test
    void shouldFailStepsWhenAskedTo() {
        assertThat(replay("--outcomes", "failure", "-o", "json")).isZero();
        assertThat(out.toString()).contains("\"reason\":\"rungs-used-up\"");
    }
}
