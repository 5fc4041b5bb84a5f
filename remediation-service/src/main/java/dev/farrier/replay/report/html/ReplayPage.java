package dev.farrier.replay.report.html;

import static dev.farrier.replay.report.html.Html.escaped;

import dev.farrier.replay.live.LiveComparison;
import dev.farrier.replay.live.LiveDifference;
import dev.farrier.replay.report.PolicyReport;
import dev.farrier.replay.report.ReplayComparison;
import dev.farrier.replay.report.ReplayComparison.Difference;
import dev.farrier.replay.report.ReplayReport;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * One page of HTML without scripts and without anything from elsewhere, so it can be opened from a disk or attached to a
 * review. The same replay gives the same bytes.
 */
public final class ReplayPage {
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

    private ReplayPage() {}

    /**
     * What policies would have done.
     *
     * @param title what was replayed
     * @param summary lines for people
     */
    public static String of(String title, ReplayReport report, String summary) {
        ReplayPage page = new ReplayPage();
        page.head(title);
        page.report("Timeline", report);
        page.end(summary);
        return page.page.toString();
    }

    /** What a change of policies would have changed; otherwise as {@link #of(String, ReplayReport, String)}. */
    public static String of(String title, ReplayComparison comparison, String summary) {
        ReplayPage page = new ReplayPage();
        page.head(title);
        page.differences(comparison);
        page.report("With the new policies", comparison.after());
        page.report("With the old policies", comparison.before());
        page.end(summary);
        return page.page.toString();
    }

    /** Where the live run differed; otherwise as {@link #of(String, ReplayReport, String)}. */
    public static String of(String title, LiveComparison live, ReplayReport report, String summary) {
        ReplayPage page = new ReplayPage();
        page.head(title);
        page.page
                .append("<h2>Where the live run differed</h2>\n<pre>")
                .append(lines(live.text()))
                .append("</pre>\n");
        page.lines(
                live.differences().stream().map(LiveDifference::text).toList(),
                "what only one of both has | what is on record where they part");
        page.report("The replay", report);
        page.end(summary);
        return page.page.toString();
    }

    private void head(String title) {
        page.append(HEAD.formatted(escaped(title)));
    }

    private void report(String heading, ReplayReport report) {
        page.append("<h2>").append(heading).append("</h2>\n<div class=\"scroll\">");
        page.append(TimelineChart.of(report));
        page.append(
                "</div>\n<div class=\"scroll\"><table>\n<tr><th>Policy<th class=\"n\">Detections<th class=\"n\">Commands"
                        + "<th class=\"n\">Resolved<th class=\"n\">Escalated<th>Targets<th>Suppressed</tr>\n");
        report.policies().forEach(this::row);
        page.append("</table></div>\n");
        if (!report.skipped().isEmpty()) {
            page.append("<p class=\"soft\">Skipped, because they need other sources: ")
                    .append(escaped(String.join(", ", report.skipped())))
                    .append("</p>\n");
        }
        busiest(report);
    }

    private void row(String name, PolicyReport policy) {
        page.append("<tr><td>").append(escaped(name));
        for (long count : new long[] {policy.detections(), policy.commands(), policy.resolved(), policy.escalated()}) {
            page.append("<td class=\"n\">").append(count);
        }
        page.append("<td>").append(escaped(counts(policy.targets())));
        page.append("<td>").append(escaped(counts(policy.suppressed()))).append("</tr>\n");
    }

    private void busiest(ReplayReport report) {
        page.append("<h3>Busiest hours (UTC)</h3>\n<div class=\"scroll\"><table>\n"
                + "<tr><th>Policy<th>Hour<th class=\"n\">Detections<th class=\"n\">Commands</tr>\n");
        report.policies()
                .forEach((name, policy) -> policy.busiestHours()
                        .forEach(hour -> page.append("<tr><td>")
                                .append(escaped(name))
                                .append("<td>")
                                .append(Instant.ofEpochMilli(hour.start()))
                                .append("<td class=\"n\">")
                                .append(hour.detections())
                                .append("<td class=\"n\">")
                                .append(hour.commands())
                                .append("</tr>\n")));
        page.append("</table></div>\n");
    }

    private void differences(ReplayComparison comparison) {
        List<Difference> differences = comparison.differences();
        page.append("<h2>What the change of policies would have changed</h2>\n<pre>")
                .append(lines(comparison.text()))
                .append("</pre>\n");
        lines(differences.stream().map(Difference::text).toList(), "- only with the old policies, + only with the new");
    }

    /** The first of these, with a word about them; nothing when there are none. */
    private void lines(List<String> lines, String about) {
        if (lines.isEmpty()) {
            return;
        }
        page.append("<p class=\"soft\">").append(about);
        if (lines.size() > DIFFERENCES) {
            page.append("; the first ")
                    .append(DIFFERENCES)
                    .append(" of ")
                    .append(lines.size())
                    .append(" lines");
        }
        page.append("</p>\n<pre>");
        lines.stream()
                .limit(DIFFERENCES)
                .forEach(line -> page.append(escaped(line)).append('\n'));
        page.append("</pre>\n");
    }

    private void end(String summary) {
        page.append("<h2>Input</h2>\n<pre>").append(lines(summary)).append("</pre>\n</body>\n</html>\n");
    }

    private static String lines(String text) {
        return text.lines().map(Html::escaped).collect(Collectors.joining("\n"));
    }

    private static String counts(SortedMap<String, Long> counts) {
        String first = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(NAMES)
                .map(count -> count.getKey() + " " + count.getValue())
                .collect(Collectors.joining(", "));
        return counts.size() > NAMES ? first + " and " + (counts.size() - NAMES) + " more" : first;
    }
}
