package dev.farrier.replay.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.policy.Bundle;
import dev.farrier.simulation.SimulationPlan;
import dev.farrier.simulation.TranscriptLine;
import dev.farrier.simulation.TranscriptLine.LineSubject;
import dev.farrier.simulation.TranscriptLine.LineType;
import dev.farrier.simulation.TranscriptLine.LineWork;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayReportTest {
    static final Bundle NOTHING = new Bundle(
            "x",
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>());

    private final ReplayReport report = new ReplayReport(new SimulationPlan(NOTHING, List.of("needs-more"), Set.of()));

    static TranscriptLine line(
            String time,
            LineType type,
            String target,
            @Nullable Verdict verdict,
            @Nullable Reason reason,
            String action) {
        return new TranscriptLine(
                Instant.parse(time).toEpochMilli(),
                type,
                new LineSubject("p", new TreeMap<>(), target, ""),
                verdict,
                reason,
                0,
                new LineWork("", "", action, Labels.empty()),
                "");
    }

    private static TranscriptLine detection(String time, @Nullable Reason reason) {
        return line(time, LineType.DETECTION, "", null, reason, "");
    }

    @Test
    void shouldCountByReasonWhatKeptItFromActing() {
        String time = "2026-01-01T00:00:00Z";
        report.add(detection(time, Reason.REPEAT));
        report.add(line(time, LineType.DECISION, "a", Verdict.DEFER, Reason.COOLDOWN, ""));
        report.add(line(time, LineType.DECISION, "b", Verdict.DEFER, Reason.COOLDOWN, ""));
        report.add(line(time, LineType.DECISION, "", Verdict.IGNORE, Reason.UNKNOWN_TARGET, ""));
        report.add(line(time, LineType.DECISION, "a", Verdict.ACT, Reason.GUARDS_PASSED, ""));
        assertThat(policy().suppressed())
                .containsOnly(
                        java.util.Map.entry("cooldown", 2L),
                        java.util.Map.entry("repeat", 1L),
                        java.util.Map.entry("unknown-target", 1L));
        assertThat(report.text()).contains("  suppressed     cooldown 2, repeat 1, unknown-target 1\n");
    }

    @Test
    void shouldNameTenBusiestHoursTheEarlierFirstWhenEven() {
        for (int hour = 0; hour < 12; hour++) {
            report.add(detection(String.format("2026-01-01T%02d:59:59.999Z", hour), null));
        }
        report.add(detection("2026-01-01T11:00:00Z", null));
        report.add(line("2026-01-01T05:30:00Z", LineType.COMMAND, "a", null, null, "restart"));
        assertThat(policy().busiestHours())
                .extracting(
                        hour -> Instant.ofEpochMilli(hour.start()).toString().substring(11, 13) + " "
                                + hour.detections() + " " + hour.commands())
                .containsExactly(
                        "11 2 0", "05 1 1", "00 1 0", "01 1 0", "02 1 0", "03 1 0", "04 1 0", "06 1 0", "07 1 0",
                        "08 1 0");
    }

    @Test
    void shouldPutHoursBefore1970WhereTheyBelong() {
        report.add(detection("1969-12-31T23:59:59.999Z", null));
        assertThat(policy().busiestHours())
                .containsExactly(new PolicyReport.Hour(
                        Instant.parse("1969-12-31T23:00:00Z").toEpochMilli(), 1, 0));
    }

    @Test
    void shouldCutLongListsAndKeepControlCharactersAway() {
        for (int i = 10; i < 25; i++) {
            report.add(line("2026-01-01T00:00:00Z", LineType.COMMAND, "t\u001b" + i, null, null, "restart"));
        }
        assertThat(report.text())
                .contains("t 10 1, t 11 1, ")
                .contains("t 19 1 and 5 more\n")
                .doesNotContain("\u001b");
        assertThat(report.json()).contains("t\\u001B24").endsWith("\"skipped\":[\"needs-more\"]}");
    }

    private PolicyReport policy() {
        return report.policies().get("p");
    }
}
