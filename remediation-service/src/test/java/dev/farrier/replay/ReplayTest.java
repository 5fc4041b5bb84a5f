package dev.farrier.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.simulation.AssumedOutcomes;
import dev.farrier.simulation.SimulationPlan;
import dev.farrier.simulation.TranscriptLine;
import dev.farrier.simulation.TranscriptLine.LineSubject;
import dev.farrier.simulation.TranscriptLine.LineWork;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplayTest {
    private static final String COMMON = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: lines}
            spec:
              topic: lines
              format: line
              pattern: '^(?P<time>\\S+) (?P<host>\\S+) (?P<message>.*)$'
              time: {field: time, formats: [iso8601]}
              event: {kind: log, message: message, labels: [host]}
              liveness: {expectEvery: 1m, by: [host]}
            ---
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: other}
            spec:
              topic: other
              format: json
              event: {kind: log, message: message, labels: [host]}
              liveness: {expectEvery: 1m, by: [host]}
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: restart}
            spec:
              parameters: {unit: {type: string}}
              process: {argv: [systemctl, restart, '{params.unit}']}
              timeout: 10s
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: page}
            spec:
              http: {method: POST, url: 'http://localhost/page', body: '{incident.because}'}
              timeout: 10s
            ---
            apiVersion: farrier.dev/v1
            kind: Inventory
            metadata: {name: hosts}
            spec:
              resources:
                - {name: a, site: s1, address: 127.0.0.1}
                - {name: b, site: s1, address: 127.0.0.1}
            """;

    /** One policy over source {@code lines}: what it detects, and what it does about it. */
    private static String policy(String name, String mode, String detect, String remediate) {
        return """
                apiVersion: farrier.dev/v1
                kind: RemediationPolicy
                metadata: {name: %s}
                spec:
                  mode: %s
                  match:
                    - {name: bad, sources: [lines], where: 'event.message.contains("bad")'}
                    - {name: good, sources: [lines], where: 'event.message.contains("good")'}
                  detect: {%s, groupBy: [host]}
                  target: {resource: '{group.host}'}
                  guards: {cooldown: 10m}
                  remediate:
                %s
                  escalate: [{action: page}]
                """.formatted(name, mode, detect, remediate.indent(4));
    }

    private static final String TWICE = "threshold: {of: bad, count: 2, within: 1m}";
    private static final String QUIET = "verify: {quietFor: 2m, settle: 0s}";

    private static String rung(String name, String unit, String verify) {
        return """
                - name: %s
                  risk: harmless
                  steps: [{action: restart, with: {unit: %s}}]
                  %s
                """.formatted(name, unit, verify);
    }

    private static Bundle bundle(String... policies) {
        return compile(COMMON, policies);
    }

    private static Bundle compile(String common, String... policies) {
        TreeMap<String, String> files = new TreeMap<>(Map.of("common.yaml", common));
        for (int i = 0; i < policies.length; i++) {
            files.put("policy" + i + ".yaml", policies[i]);
        }
        CompileResult compiled = PolicyCompiler.compile(files, "c1");
        if (compiled.bundle() == null) {
            throw new AssertionError(compiled.problems());
        }
        return compiled.bundle();
    }

    private static List<String> replay(Bundle bundle, AssumedOutcomes outcomes, String... lines) throws IOException {
        return replay(bundle, outcomes, String.join("\n", lines));
    }

    private static List<String> replay(Bundle bundle, AssumedOutcomes outcomes, String input) throws IOException {
        List<String> out = new ArrayList<>();
        Replay replay = new Replay(SimulationPlan.ofSource(bundle, "lines"), outcomes, line -> out.add(line.json()));
        read(input, input(bundle), replay::accept);
        replay.finish();
        return out;
    }

    private static void read(String lines, RecordedInput input, Consumer<Event> to) throws IOException {
        InputLines.forEach(
                new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)),
                IngestLimits.BODY_BYTES + 1,
                line -> input.line(line, to));
    }

    private static RecordedInput input(Bundle bundle) {
        Source source = bundle.sources().get("lines");
        return new RecordedInput(Ingest.of(source), 1_800_000_000_000L, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** Only what tells the lines of a test apart. */
    private static List<String> brief(List<String> lines) {
        return lines.stream()
                .map(line -> {
                    JsonNode json = JsonMapper.shared().readTree(line);
                    StringBuilder brief =
                            new StringBuilder(json.path("time").asString().substring(11, 19));
                    for (String field : List.of("type", "verdict", "reason", "rung", "step")) {
                        String value = json.path(field).asString("");
                        brief.append(value.isEmpty() ? "" : " " + value);
                    }
                    return brief.toString();
                })
                .toList();
    }

    @Test
    void shouldAskBeforeTheFirstRungOnly() throws IOException {
        String look = """
                ---
                apiVersion: farrier.dev/v1
                kind: Action
                metadata: {name: look}
                spec: {process: {argv: [look]}, readOnly: true}
                """;
        String policy = policy("stuck", "enforce", TWICE, rung("one", "x", QUIET) + rung("two", "y", QUIET))
                .replace("  remediate:", "  diagnose: [{action: look}]\n  remediate:");
        List<String> out = replay(
                bundle(policy + look),
                AssumedOutcomes.FAILURE,
                "2026-01-01T00:00:00Z a bad",
                "2026-01-01T00:00:10Z a bad",
                "2026-01-01T01:00:00Z a fine");
        assertThat(brief(out))
                .filteredOn(line -> line.contains(" command "))
                .startsWith(
                        "00:00:10 command one diagnose/look",
                        "00:00:10 command one restart",
                        "00:00:10 command two restart");
    }

    @Test
    void shouldTellWholeStoryInOrder() throws IOException {
        String confirmed = """
                - name: again
                  risk: disruptive
                  confirm: {http: 'http://{resource.address}:1/'}
                  steps: [{action: restart, with: {unit: x}}]
                  verify: {quietFor: 2m, settle: 0s}
                """;
        List<String> out = replay(
                bundle(policy("stuck", "shadow", TWICE, confirmed)),
                AssumedOutcomes.SUCCESS,
                "2026-01-01T00:00:00Z a bad",
                "2026-01-01T00:00:10Z a bad",
                "2026-01-01T01:00:00Z a fine");
        String id = JsonMapper.shared().readTree(out.get(1)).path("incident").asString();
        String head = "{'time':'2026-01-01T00:00:10Z','type':'%s','policy':'stuck','group':{'host':'a'}";
        assertThat(out)
                .containsExactly(
                        json(head.formatted("detection") + "}"),
                        json(head.formatted("decision")
                                + ",'target':'a','verdict':'act','reason':'guards-passed','incident':'" + id
                                + "','rung':'again'}"),
                        json(head.formatted("command") + ",'target':'a','incident':'" + id
                                + "','rung':'again','step':'confirm','action':'http'}"),
                        json(head.formatted("command") + ",'target':'a','incident':'" + id
                                + "','rung':'again','step':'restart','action':'restart','with':{'unit':'x'}}"),
                        json("{'time':'2026-01-01T00:02:10Z','type':'resolved','policy':'stuck','group':{'host':'a'},"
                                + "'target':'a','reason':'cleared','incident':'" + id + "','rung':'again'}"));
    }

    private static String json(String withSingleQuotes) {
        return withSingleQuotes.replace('\'', '"');
    }

    @Test
    void shouldKeepPoliciesInShadowFromTakingAnythingFromOthers() throws IOException {
        Bundle bundle = bundle(
                policy("acts", "enforce", TWICE, rung("one", "x", QUIET)),
                policy("tried", "shadow", TWICE, rung("two", "y", QUIET)),
                policy("too", "shadow", TWICE, rung("three", "z", QUIET)));
        assertThat(brief(replay(
                        bundle, AssumedOutcomes.SUCCESS, "2026-01-01T00:00:00Z a bad", "2026-01-01T00:00:10Z a bad")))
                .as("all on one target")
                .contains(
                        "00:00:10 command one restart",
                        "00:00:10 command two restart",
                        "00:00:10 command three restart",
                        "00:02:10 resolved cleared one",
                        "00:02:10 resolved cleared two",
                        "00:02:10 resolved cleared three")
                .noneMatch(line -> line.contains("target-busy"));
    }

    @Test
    void shouldStartQuietAgainAtEveryMatch() throws IOException {
        Bundle bundle = bundle(policy("stuck", "enforce", TWICE, rung("again", "x", QUIET)));
        assertThat(brief(replay(
                        bundle,
                        AssumedOutcomes.SUCCESS,
                        "2026-01-01T00:00:00Z a bad",
                        "2026-01-01T00:00:10Z a bad",
                        "2026-01-01T00:02:09Z a bad")))
                .containsExactly(
                        "00:00:10 detection",
                        "00:00:10 decision act guards-passed again",
                        "00:00:10 command again restart",
                        "00:04:09 resolved cleared again");
    }

    @Test
    void shouldNotTakeMatchOfTheSameTimeForQuiet() throws IOException {
        Bundle bundle = bundle(policy("stuck", "enforce", TWICE, rung("again", "x", QUIET)));
        assertThat(brief(replay(
                        bundle,
                        AssumedOutcomes.SUCCESS,
                        "2026-01-01T00:00:00Z a bad",
                        "2026-01-01T00:00:00Z a bad",
                        "2026-01-01T00:02:00Z a bad")))
                .last()
                .isEqualTo("00:04:00 resolved cleared again");
    }

    @Test
    void shouldGoOnToNextRungWhenItFiresAgainAndEscalateAtTheEnd() throws IOException {
        Bundle bundle = bundle(policy("stuck", "enforce", TWICE, rung("one", "x", QUIET) + rung("two", "y", QUIET)));
        assertThat(brief(replay(
                        bundle,
                        AssumedOutcomes.SUCCESS,
                        "2026-01-01T00:00:00Z a bad",
                        "2026-01-01T00:00:01Z a bad",
                        "2026-01-01T00:00:02Z a bad",
                        "2026-01-01T00:00:03Z a bad",
                        "2026-01-01T00:00:04Z a bad",
                        "2026-01-01T00:00:05Z a bad")))
                .containsExactly(
                        "00:00:01 detection",
                        "00:00:01 decision act guards-passed one",
                        "00:00:01 command one restart",
                        "00:00:03 detection",
                        "00:00:03 decision act guards-passed two",
                        "00:00:03 command two restart",
                        "00:00:05 detection",
                        "00:00:05 escalated rungs-used-up two",
                        "00:00:05 command page",
                        "00:02:05 resolved cleared two");
    }

    @Test
    void shouldDeferDuringCooldownAndActWhenItEnds() throws IOException {
        Bundle bundle = bundle(policy("stuck", "enforce", TWICE, rung("again", "x", QUIET)));
        List<String> out = replay(
                bundle,
                AssumedOutcomes.SUCCESS,
                "2026-01-01T00:00:00Z a bad",
                "2026-01-01T00:00:00Z a bad",
                "2026-01-01T00:11:00Z a bad",
                "2026-01-01T00:11:00Z a bad",
                "2026-01-01T00:11:59Z a bad");
        assertThat(brief(out))
                .containsExactly(
                        "00:00:00 detection",
                        "00:00:00 decision act guards-passed again",
                        "00:00:00 command again restart",
                        "00:02:00 resolved cleared again",
                        "00:11:00 detection",
                        "00:11:00 decision defer cooldown again",
                        "00:12:00 decision act guards-passed again",
                        "00:12:00 command again restart",
                        "00:14:00 resolved cleared again");
        assertThat(out.get(5)).contains("\"until\":\"2026-01-01T00:12:00Z\"");
    }

    @Test
    void shouldFailEveryStepWhenAskedTo() throws IOException {
        Bundle bundle = bundle(policy("stuck", "enforce", TWICE, rung("one", "x", QUIET) + rung("two", "y", QUIET)));
        assertThat(brief(replay(
                        bundle, AssumedOutcomes.FAILURE, "2026-01-01T00:00:00Z a bad", "2026-01-01T00:00:00Z a bad")))
                .containsExactly(
                        "00:00:00 detection",
                        "00:00:00 decision act guards-passed one",
                        "00:00:00 command one restart",
                        "00:00:00 decision act guards-passed two",
                        "00:00:00 command two restart",
                        "00:00:00 escalated rungs-used-up two",
                        "00:00:00 command page",
                        "00:02:00 resolved cleared two");
    }

    @Test
    void shouldJudgeSilenceUpToTheLastEvent() throws IOException {
        Bundle bundle = bundle(policy("dead", "enforce", "absence: {of: good, for: 1m}", rung("again", "x", "")));
        assertThat(brief(replay(
                        bundle,
                        AssumedOutcomes.SUCCESS,
                        "2026-01-01T00:00:00Z a good",
                        "2026-01-01T00:00:30Z b good",
                        "2026-01-01T00:01:00Z b good",
                        "2026-01-01T00:01:01Z b good",
                        "2026-01-01T00:01:20Z a good",
                        "2026-01-01T00:02:01Z a good")))
                .as("b is silent at 00:02:01, but nobody can know")
                .containsExactly(
                        "00:01:00 detection",
                        "00:01:00 decision act guards-passed again",
                        "00:01:00 command again restart",
                        "00:01:20 resolved cleared again");
    }

    @Test
    void shouldFollowAlertsToTheirEnd() throws IOException {
        String files = """
                apiVersion: farrier.dev/v1
                kind: Source
                metadata: {name: lines}
                spec:
                  receiver: alertmanager
                  format: alertmanager
                  liveness: {expectEvery: 5m, watchdog: ['alertname="Watchdog"']}
                ---
                apiVersion: farrier.dev/v1
                kind: RemediationPolicy
                metadata: {name: load}
                spec:
                  match: [{name: high, sources: [lines], matchers: ['alertname="HighLoad"']}]
                  detect: {each: {of: high}, groupBy: [host]}
                  target: {resource: '{group.host}'}
                  remediate:
                    - name: again
                      risk: harmless
                      steps: [{action: restart, with: {unit: x}}]
                      verify: {resolved: true, within: 30m}
                  escalate: [{action: page}]
                """;
        String alert = json("{'alerts':[{'status':'%s','labels':{'alertname':'HighLoad','host':'a','cpu':'%s'},"
                + "'startsAt':'2026-01-01T%sZ','endsAt':'2026-01-01T%sZ'}]}");
        Bundle bundle = compile(COMMON.substring(COMMON.indexOf("---") + 4), files);
        assertThat(brief(replay(
                        bundle,
                        AssumedOutcomes.SUCCESS,
                        alert.formatted("firing", "0", "00:00:00", "00:00:00"),
                        alert.formatted("firing", "0", "00:00:00", "00:00:00"),
                        alert.formatted("resolved", "0", "00:00:00", "00:20:00"))))
                .containsExactly(
                        "00:00:00 detection",
                        "00:00:00 decision act guards-passed again",
                        "00:00:00 command again restart",
                        "00:20:00 resolved cleared again");
        assertThat(brief(replay(
                        bundle, AssumedOutcomes.SUCCESS, alert.formatted("firing", "0", "00:00:00", "00:00:00"))))
                .as("never resolved")
                .endsWith("00:30:00 escalated rungs-used-up again", "00:30:00 command page");
    }

    @Test
    void shouldSkipPolicyThatNeedsAnotherSource() {
        String other =
                policy("other", "enforce", TWICE, rung("again", "x", QUIET)).replaceFirst("lines", "other");
        String off = policy("off", "off", TWICE, rung("again", "x", QUIET));
        SimulationPlan plan = SimulationPlan.ofSource(
                bundle(other, off, policy("stuck", "enforce", TWICE, rung("again", "x", QUIET))), "lines");
        assertThat(plan.bundle().policies().keySet()).containsExactly("stuck");
        assertThat(plan.skipped()).containsExactly("other");
    }

    @Test
    void shouldIgnoreUnknownTargetWithReason() throws IOException {
        Bundle bundle = bundle(policy("stuck", "enforce", TWICE, rung("again", "x", QUIET)));
        assertThat(brief(replay(
                        bundle,
                        AssumedOutcomes.SUCCESS,
                        "2026-01-01T00:00:00Z nobody bad",
                        "2026-01-01T00:00:00Z nobody bad")))
                .containsExactly("00:00:00 detection", "00:00:00 decision ignore unknown-target");
    }

    @Test
    void shouldGiveSameLinesForEveryWayOfEndingLines() throws IOException {
        Bundle bundle = bundle(policy("stuck", "enforce", TWICE, rung("again", "x", QUIET)));
        String input = "2026-01-01T00:00:00Z a bad\n\n2026-01-01T00:00:00Z a bad";
        List<String> out = replay(bundle, AssumedOutcomes.SUCCESS, input);
        assertThat(out).hasSize(4);
        assertThat(replay(bundle, AssumedOutcomes.SUCCESS, input + "\n")).isEqualTo(out);
        assertThat(replay(bundle, AssumedOutcomes.SUCCESS, input.replace("\n", "\r\n")))
                .isEqualTo(out);
    }

    @Test
    void shouldCountWhatBecameOfEveryLine() throws IOException {
        Bundle bundle = bundle(policy("stuck", "enforce", TWICE, rung("again", "x", QUIET)));
        Source source = bundle.sources().get("lines");
        long from = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        RecordedInput input = new RecordedInput(Ingest.of(source), 1_800_000_000_000L, from, from + 60_000);
        List<Event> events = new ArrayList<>();
        String lines = String.join(
                "\n",
                "2025-12-31T23:59:59.999Z a early",
                "2026-01-01T00:00:00Z a first",
                "",
                "2026-01-01T00:00:59.999Z a last",
                "2026-01-01T00:01:00Z a late",
                "no time here",
                "2026-01-01T00:00:30Z a back");
        read(lines, input, events::add);
        assertThat(events).extracting(Event::message).containsExactly("first", "last", "back");
        RecordedInput.Counts counts = input.counts();
        assertThat(counts.lines()).isEqualTo(7);
        assertThat(counts.blank()).isEqualTo(1);
        assertThat(counts.unreadable()).isEqualTo(1);
        assertThat(counts.outside()).isEqualTo(2);
        assertThat(counts.events()).isEqualTo(3);
        assertThat(counts.backwards()).isEqualTo(1);
        assertThat(counts.errors())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("line 6: ");
    }

    @Test
    void shouldPassOverRestOfEndlessLine() throws IOException {
        Bundle bundle = bundle();
        byte[] lines = new byte[12 << 20];
        Arrays.fill(lines, (byte) 'x');
        lines[lines.length - 1] = '\n';
        RecordedInput input = input(bundle);
        InputLines.forEach(
                new SequenceInputStream(
                        new ByteArrayInputStream(lines),
                        new ByteArrayInputStream("2026-01-01T00:00:00Z a fine".getBytes(StandardCharsets.UTF_8))),
                IngestLimits.BODY_BYTES + 1,
                line -> input.line(line, event -> {}));
        assertThat(input.counts().lines()).isEqualTo(2);
        assertThat(input.counts().unreadable()).isEqualTo(1);
        assertThat(input.counts().events()).isEqualTo(1);
    }

    @Test
    void shouldGiveSameBytesAgainAndKeepTimeGoingForward() throws IOException {
        Bundle bundle = bundle(
                policy("stuck", "enforce", TWICE, rung("one", "x", QUIET) + rung("two", "y", QUIET)),
                policy("dead", "enforce", "absence: {of: good, for: 1m}", rung("again", "x", "")));
        Random random = new Random(7);
        StringBuilder input = new StringBuilder();
        Instant time = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < 800; i++) {
            time = time.plusMillis(random.nextInt(20_000));
            input.append(time).append(random.nextBoolean() ? " a " : " b ");
            input.append(random.nextInt(4) == 0 ? "bad" : "good").append('\n');
        }
        List<String> out = replay(bundle, AssumedOutcomes.SUCCESS, input.toString());
        assertThat(out).hasSizeGreaterThan(150);
        assertThat(replay(bundle, AssumedOutcomes.SUCCESS, input.toString())).isEqualTo(out);
        assertThat(out.stream()
                        .map(line -> Instant.parse(
                                JsonMapper.shared().readTree(line).path("time").asString()))
                        .toList())
                .isSorted();
    }

    @Test
    void shouldWriteTextWithoutControlCharacters() {
        TranscriptLine line = new TranscriptLine(
                0,
                TranscriptLine.LineType.DECISION,
                new LineSubject("p", Labels.of("host", "a\u001b[2J"), "a", "p-1"),
                Verdict.DEFER,
                Reason.COOLDOWN,
                60_000,
                new LineWork("again", "", "", Labels.empty()),
                "");
        assertThat(line.text())
                .isEqualTo("1970-01-01T00:00:00Z  decision   p{host=a [2J} on a: defer cooldown"
                        + " until 1970-01-01T00:01:00Z: again");
    }
}
