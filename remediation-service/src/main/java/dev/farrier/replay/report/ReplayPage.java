package dev.farrier.replay.report;

import dev.farrier.replay.live.LiveComparison;
import dev.farrier.replay.live.LiveDifference;
import dev.farrier.replay.report.ReplayComparison.Difference;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The report as one HTML page without scripts, links or images, so that it can be opened from a disk or attached to a review.
 * The same replay gives the same bytes.
 */
public final class ReplayPage {
    /** The page shows so many differences, and says how many there are. */
    private static final int DIFFERENCES = 1_000;

    private static final int NAMES = 20;
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>%1$s</title>
            <style>
            :root { color-scheme: light dark; --text: #1d2530; --soft: #5b6675; --line: #d5dbe3; --ground: #fff;
              --detection: #3b78c4; --command: #c4531d }
            @media (prefers-color-scheme: dark) { :root { --text: #e4e8ee; --soft: #9aa5b4; --line: #39424f;
              --ground: #171c23; --detection: #6ea8ec; --command: #f0915c } }
            body { font: 15px/1.45 system-ui, sans-serif; color: var(--text); background: var(--ground);
              max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
            h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
            table { border-collapse: collapse; width: 100%% }
            th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line) }
            td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
            .soft { color: var(--soft) } .scroll { overflow-x: auto }
            pre { overflow-x: auto; border: 1px solid var(--line); padding: .6rem; font-size: .85rem }
            svg { width: 100%%; min-width: 40rem; height: auto } svg text { fill: var(--text); font-size: 12px }
            svg .d { fill: var(--detection) } svg .c { fill: var(--command) } svg line { stroke: var(--line) }
            </style>
            </head>
            <body>
            <h1>%1$s</h1>
            """;

    private final StringBuilder page = new StringBuilder();

    private ReplayPage(String title) {
        page.append(HEAD.formatted(escaped(title)));
    }

    /**
     * What policies would have done.
     *
     * @param title what was replayed
     * @param summary lines for people
     */
    public static String of(String title, ReplayReport report, String summary) {
        ReplayPage page = new ReplayPage(title);
        page.report("Timeline", report);
        return page.end(summary);
    }

    /** What a change of policies would have changed. */
    public static String of(String title, ReplayComparison comparison, String summary) {
        ReplayPage page = new ReplayPage(title);
        page.differences(
                "What the change of policies would have changed",
                comparison.text(),
                "- only with the old policies, + only with the new",
                comparison.differences().stream().map(Difference::text).toList());
        page.report("With the new policies", comparison.after());
        page.report("With the old policies", comparison.before());
        return page.end(summary);
    }

    /** Where the live run differed from the replay. */
    public static String of(String title, LiveComparison live, ReplayReport report, String summary) {
        ReplayPage page = new ReplayPage(title);
        page.differences(
                "Where the live run differed",
                live.text(),
                "what only one of both has | what is on record where they part",
                live.differences().stream().map(LiveDifference::text).toList());
        page.report("The replay", report);
        return page.end(summary);
    }

    private void differences(String heading, String summary, String legend, List<String> lines) {
        page.append("<h2>" + heading + "</h2>\n<pre>" + escapedLines(summary) + "</pre>\n");
        if (lines.isEmpty()) {
            return;
        }
        String first =
                lines.size() > DIFFERENCES ? "; the first " + DIFFERENCES + " of " + lines.size() + " lines" : "";
        page.append("<p class=\"soft\">" + legend + first + "</p>\n<pre>");
        lines.stream()
                .limit(DIFFERENCES)
                .forEach(line -> page.append(escaped(line)).append('\n'));
        page.append("</pre>\n");
    }

    private void report(String heading, ReplayReport report) {
        page.append("<h2>" + heading + "</h2>\n<div class=\"scroll\">" + TimelineChart.of(report) + "</div>\n");
        page.append("<div class=\"scroll\"><table>\n<tr><th>Policy<th class=\"n\">Detections<th class=\"n\">Commands"
                + "<th class=\"n\">Resolved<th class=\"n\">Escalated<th>Targets<th>Suppressed</tr>\n");
        report.policies()
                .forEach((name, policy) -> page.append("<tr><td>" + escaped(name)
                        + numbers(policy.detections(), policy.commands(), policy.resolved(), policy.escalated())
                        + "<td>" + escaped(ReplayReport.counts(policy.targets(), NAMES))
                        + "<td>" + escaped(ReplayReport.counts(policy.suppressed(), NAMES)) + "</tr>\n"));
        page.append("</table></div>\n");
        if (!report.skipped().isEmpty()) {
            page.append("<p class=\"soft\">Skipped, because they need other sources: "
                    + escaped(String.join(", ", report.skipped())) + "</p>\n");
        }
        page.append("<h3>Busiest hours (UTC)</h3>\n<div class=\"scroll\"><table>\n"
                + "<tr><th>Policy<th>Hour<th class=\"n\">Detections<th class=\"n\">Commands</tr>\n");
        report.policies()
                .forEach((name, policy) -> policy.busiestHours()
                        .forEach(hour -> page.append("<tr><td>" + escaped(name)
                                + "<td>" + Instant.ofEpochMilli(hour.start())
                                + numbers(hour.detections(), hour.commands()) + "</tr>\n")));
        page.append("</table></div>\n");
    }

    private static String numbers(long... numbers) {
        return LongStream.of(numbers)
                .mapToObj(number -> "<td class=\"n\">" + number)
                .collect(Collectors.joining());
    }

    private String end(String summary) {
        return page + "<h2>Input</h2>\n<pre>" + escapedLines(summary) + "</pre>\n</body>\n</html>\n";
    }

    private static String escapedLines(String text) {
        return text.lines().map(ReplayPage::escaped).collect(Collectors.joining("\n"));
    }

    /** Text as content or within quotes. Characters that HTML does not allow, such as control characters, become U+FFFD. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(character) ? character : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    private static boolean isAllowed(int character) {
        return !Character.isISOControl(character)
                && Character.getType(character) != Character.SURROGATE
                && (character & 0xFFFE) != 0xFFFE;
    }
}
