package dev.farrier.replay.report;

import static dev.farrier.replay.report.ReplayReportTest.NOTHING;
import static dev.farrier.replay.report.ReplayReportTest.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.simulation.SimulationPlan;
import dev.farrier.simulation.TranscriptLine;
import dev.farrier.simulation.TranscriptLine.LineSubject;
import dev.farrier.simulation.TranscriptLine.LineType;
import dev.farrier.simulation.TranscriptLine.LineWork;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayComparisonTest {
    private static final String TIME = "2026-01-01T00:00:00Z";

    private final ReplayComparison comparison = new ReplayComparison(
            new SimulationPlan(NOTHING, List.of(), Set.of()), new SimulationPlan(NOTHING, List.of(), Set.of()));

    private static TranscriptLine command(String time, String target) {
        return line(time, LineType.COMMAND, target, null, null, "restart");
    }

    @Test
    void shouldFindNoDifferenceWhateverTheOrder() {
        comparison.before(command(TIME, "a"));
        comparison.before(command(TIME, "b"));
        comparison.after(command(TIME, "b"));
        assertThat(comparison.same()).isFalse();
        comparison.after(command(TIME, "a"));
        assertThat(comparison.same()).isTrue();
        assertThat(comparison.differences()).isEmpty();
        assertThat(comparison.text()).isEqualTo("no difference\n");
        assertThat(comparison.json()).isEqualTo("{\"type\":\"comparison\",\"same\":true,\"policies\":[]}");
    }

    @Test
    void shouldCountHowOftenBothHaveALine() {
        comparison.before(command(TIME, "a"));
        comparison.after(command(TIME, "a"));
        comparison.after(command(TIME, "a"));
        comparison.after(command(TIME, "a"));
        assertThat(comparison.differences())
                .hasSize(2)
                .allSatisfy(difference -> assertThat(difference.text())
                        .isEqualTo("+ 2026-01-01T00:00:00Z  command    p on a runs restart"));
    }

    @Test
    void shouldTakeIncidentAndRepeatForNoDifference() {
        comparison.before(line(TIME, LineType.DETECTION, "", null, Reason.REPEAT, ""));
        comparison.after(line(TIME, LineType.DETECTION, "", null, null, ""));
        comparison.before(withIncident("old"));
        comparison.after(withIncident("new"));
        assertThat(comparison.same()).isTrue();
    }

    private static TranscriptLine withIncident(String incident) {
        TranscriptLine line = line(TIME, LineType.DECISION, "a", Verdict.ACT, Reason.GUARDS_PASSED, "");
        return new TranscriptLine(
                line.time(),
                line.type(),
                new LineSubject(line.policy(), line.group(), line.target(), incident),
                line.verdict(),
                line.reason(),
                0,
                new LineWork("", "", "", Labels.empty()),
                "");
    }

    @Test
    void shouldTellDifferencesInOrderAndTargetsOfOnlyOne() {
        comparison.after(command("2026-01-01T00:00:02Z", "c"));
        comparison.before(command("2026-01-01T00:00:01Z", "b"));
        comparison.before(command("2026-01-01T00:00:02Z", "b"));
        comparison.after(line("2026-01-01T00:00:01Z", LineType.DETECTION, "", null, null, ""));
        comparison.before(command(TIME, "a"));
        comparison.after(command(TIME, "a"));
        assertThat(comparison.differences())
                .extracting(difference -> (difference.isNew() ? "+ " : "- ")
                        + difference.line().type().plural() + " "
                        + difference.line().target())
                .containsExactly("+ detections ", "- commands b", "- commands b", "+ commands c");
        assertThat(comparison.text()).isEqualTo("""
                p:
                  detections       0 only old, 1 only new
                  commands         2 only old, 1 only new
                  targets only old b
                  targets only new c
                """);
    }

    @Test
    void shouldTellAChangeOfReasonOrTimeOfADecision() {
        comparison.before(line(TIME, LineType.DECISION, "a", Verdict.DEFER, Reason.COOLDOWN, ""));
        comparison.after(line(TIME, LineType.DECISION, "a", Verdict.DEFER, Reason.RATE_LIMITED, ""));
        assertThat(comparison.differences()).hasSize(2);
        assertThat(comparison.json()).contains("\"decisions\":{\"onlyOld\":1,\"onlyNew\":1}");
    }
}
