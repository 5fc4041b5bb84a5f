package dev.farrier.replay.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Labels;
import dev.farrier.policy.Bundle;
import dev.farrier.replay.report.ActivityHistogram.ActivityCount;
import dev.farrier.simulation.SimulationPlan;
import dev.farrier.simulation.TranscriptLine;
import dev.farrier.simulation.TranscriptLine.LineSubject;
import dev.farrier.simulation.TranscriptLine.LineType;
import dev.farrier.simulation.TranscriptLine.LineWork;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

class ReplayPageTest {
    private static final String HOSTILE = "<script src=\"https://x/\">'&\u0000\ud800</script>";
    private static final SimulationPlan PLAN = new SimulationPlan(
            new Bundle(
                    "x",
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>()),
            List.of(HOSTILE),
            Set.of());

    private final ReplayReport report = new ReplayReport(PLAN);

    private static TranscriptLine line(String time, LineType type, String policy, String target) {
        return new TranscriptLine(
                Instant.parse(time).toEpochMilli(),
                type,
                new LineSubject(policy, new TreeMap<>(), target, ""),
                null,
                null,
                0,
                new LineWork("", "", "restart", Labels.empty()),
                "");
    }

    @Test
    void shouldNeedNothingFromElsewhereAndEscapeWhatComesFromOutside() {
        report.add(line("2026-01-01T00:00:00Z", LineType.DETECTION, HOSTILE, ""));
        report.add(line("2026-01-01T00:00:00Z", LineType.COMMAND, HOSTILE, HOSTILE));
        ReplayComparison comparison = new ReplayComparison(PLAN, PLAN);
        comparison.after(line("2026-01-01T00:00:00Z", LineType.COMMAND, HOSTILE, HOSTILE));
        for (String page :
                List.of(ReplayPage.of(HOSTILE, report, HOSTILE), ReplayPage.of(HOSTILE, comparison, HOSTILE))) {
            assertThat(page)
                    .contains("&lt;script src=&quot;https://x/&quot;&gt;&#39;&amp;\ufffd")
                    .doesNotContain("<script", "\u0000", "\ud800")
                    .doesNotContainPattern("(?i)(src|href)\\s*=\\s*[\"']|url\\(|@import");
        }
    }

    @Test
    void shouldDrawARowAPolicyWithDetectionsAboveCommands() throws Exception {
        report.add(line("2026-01-01T00:00:00Z", LineType.DETECTION, "first", ""));
        report.add(line("2026-01-01T00:00:00Z", LineType.COMMAND, "first", "a"));
        report.add(line("2026-01-01T04:00:00Z", LineType.DETECTION, "second", ""));
        String svg = TimelineChart.of(report);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(svg).contains(">first<", ">second<", "2026-01-01T00:00:00Z: 1 detection, 1 command");
        List<Bar> bars = Bar.of(svg);
        assertThat(bars).hasSize(3);
        assertThat(bars.get(0).x())
                .isEqualTo(bars.get(1).x())
                .isLessThan(bars.get(2).x());
        assertThat(bars.get(0).y() + bars.get(0).height()).isEqualTo(bars.get(1).y());
        assertThat(bars.get(2).y()).isGreaterThan(bars.get(1).y());
    }

    private record Bar(int x, int y, int height) {
        private static final Pattern RECT =
                Pattern.compile("<rect class=\"[dc]\" x=\"(\\d+)\" y=\"(\\d+)\" width=\"3\" height=\"(\\d+)\"/>");

        static List<Bar> of(String svg) {
            Matcher matcher = RECT.matcher(svg);
            return matcher.results()
                    .map(bar -> new Bar(
                            Integer.parseInt(bar.group(1)),
                            Integer.parseInt(bar.group(2)),
                            Integer.parseInt(bar.group(3))))
                    .toList();
        }
    }

    @Test
    void shouldStaySmallHoweverMuchThereWas() {
        for (int i = 0; i < 20_000; i++) {
            report.add(line(Instant.ofEpochSecond(i * 17L).toString(), LineType.DETECTION, "p", ""));
        }
        String page = ReplayPage.of("x", report, "");
        assertThat(page.length()).isLessThan(60_000);
        assertThat(report.policies().get("p").detections()).isEqualTo(20_000);
        assertThat(report.policies().get("p").timeline().buckets().values().stream()
                        .mapToLong(ActivityCount::detections)
                        .sum())
                .isEqualTo(20_000);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "3, 4", "4, 5", "6, 5", "3600, 5"})
    void shouldNameNoTimeTwiceOnTheAxis(int seconds, int marks) {
        report.add(line("2026-01-01T00:00:00.100Z", LineType.DETECTION, "p", ""));
        report.add(line(
                Instant.parse("2026-01-01T00:00:00.200Z").plusSeconds(seconds).toString(),
                LineType.DETECTION,
                "p",
                ""));

        List<String> times = Pattern.compile(">(2026-[^<]*Z)</text>")
                .matcher(TimelineChart.of(report))
                .results()
                .map(mark -> mark.group(1))
                .toList();

        assertThat(times).hasSize(marks).doesNotHaveDuplicates();
    }

    @Test
    void shouldSaySoWhenNothingWasDetected() {
        assertThat(ReplayPage.of("x", new ReplayReport(PLAN), "")).contains("Nothing was detected.");
    }
}
