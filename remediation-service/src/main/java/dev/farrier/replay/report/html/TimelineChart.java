package dev.farrier.replay.report.html;

import static dev.farrier.replay.report.html.Html.escaped;

import dev.farrier.policy.text.Phrases;
import dev.farrier.replay.report.PolicyReport;
import dev.farrier.replay.report.ReplayReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A picture: a row a policy, over time its detections as bars that stand, its commands as bars that hang. */
final class TimelineChart {
    private static final int COLUMNS = 240;
    private static final int COLUMN = 3;
    private static final int LEFT = 210;
    private static final int ROW = 40;
    /** Of one of both bars at most. */
    private static final int BAR = 16;

    private static final int AXIS = 30;
    /** At most: they say whole seconds, and none twice. */
    private static final int MARKS = 5;

    private static final long SECOND = 1_000;
    private static final int NAME = 32;
    /** Rows; more would not be a picture. */
    private static final int POLICIES = 100;

    private final long begin;
    private final long span;
    private final StringBuilder svg = new StringBuilder();

    /** What happened in one column. */
    private record Column(long detections, long commands) {
        Column plus(Column more) {
            return new Column(detections + more.detections, commands + more.commands);
        }
    }

    private TimelineChart(long begin, long end) {
        this.begin = begin;
        this.span = Math.max(1, end - begin);
    }

    /** An {@code svg} element, or a sentence when nothing was detected. */
    static String of(ReplayReport report) {
        List<Map.Entry<String, PolicyReport>> all = report.policies().entrySet().stream()
                .filter(policy -> !policy.getValue().timeline().isEmpty())
                .sorted(Comparator.comparingLong(policy -> -policy.getValue().detections()))
                .toList();
        if (all.isEmpty()) {
            return "<p>Nothing was detected.</p>";
        }
        List<Map.Entry<String, PolicyReport>> rows = new ArrayList<>(all.subList(0, Math.min(POLICIES, all.size())));
        rows.sort(Map.Entry.comparingByKey());
        long begin = rows.stream()
                .mapToLong(row -> row.getValue().timeline().first())
                .min()
                .orElseThrow();
        long end = rows.stream()
                .mapToLong(row -> row.getValue().timeline().last())
                .max()
                .orElseThrow();
        TimelineChart timeline = new TimelineChart(begin, end);
        timeline.draw(rows);
        return timeline.svg
                + (all.size() > rows.size()
                        ? "<p class=\"soft\">" + Phrases.count(all.size() - rows.size(), "policy")
                                + " with fewer detections not shown.</p>"
                        : "");
    }

    private void draw(List<Map.Entry<String, PolicyReport>> rows) {
        int width = LEFT + COLUMNS * COLUMN;
        int height = rows.size() * ROW + AXIS;
        svg.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Detections and commands of each policy over time\">%n",
                width + COLUMN,
                height + AXIS));
        for (int i = 0; i < rows.size(); i++) {
            row(rows.get(i).getKey(), rows.get(i).getValue(), i * ROW + ROW / 2);
        }
        axis(rows.size() * ROW);
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"d\" x=\"%d\" y=\"%d\" width=\"9\" height=\"9\"/><text x=\"%d\" y=\"%d\">detections, upwards</text>%n"
                        + "<rect class=\"c\" x=\"%d\" y=\"%d\" width=\"9\" height=\"9\"/><text x=\"%d\" y=\"%d\">commands, downwards</text>%n",
                LEFT,
                height + 8,
                LEFT + 14,
                height + 17,
                LEFT + 160,
                height + 8,
                LEFT + 174,
                height + 17));
        svg.append("</svg>\n");
    }

    private void row(String name, PolicyReport policy, int middle) {
        String shown = name.length() > NAME ? name.substring(0, NAME - 1) + "…" : name;
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"0\" y=\"%d\">%s<title>%s</title></text><line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n",
                middle + 4,
                escaped(shown),
                escaped(name),
                LEFT,
                middle,
                LEFT + COLUMNS * COLUMN,
                middle));
        TreeMap<Integer, Column> columns = new TreeMap<>();
        policy.timeline()
                .forEach((time, detections, commands) ->
                        columns.merge(column(time), new Column(detections, commands), Column::plus));
        long most = columns.values().stream()
                .mapToLong(column -> Math.max(column.detections(), column.commands()))
                .max()
                .orElse(1);
        columns.forEach((at, column) -> bars(at, column, middle, most));
    }

    private void bars(int at, Column column, int middle, long most) {
        int x = LEFT + at * COLUMN;
        int up = height(column.detections(), most);
        int down = height(column.commands(), most);
        String time = Instant.ofEpochMilli(begin + (long) at * span / COLUMNS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        svg.append(String.format(
                Locale.ROOT,
                "<g><title>%s: %s, %s</title>",
                time,
                Phrases.count(column.detections(), "detection"),
                Phrases.count(column.commands(), "command")));
        if (up > 0) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"d\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                    x,
                    middle - up,
                    COLUMN,
                    up));
        }
        if (down > 0) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"c\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                    x,
                    middle,
                    COLUMN,
                    down));
        }
        svg.append("</g>\n");
    }

    /** At least 2 for what happened at all. */
    private static int height(long count, long most) {
        return count == 0 ? 0 : (int) (2 + (BAR - 2) * count / most);
    }

    private int column(long time) {
        double share = (double) (time - begin) / span;
        return (int) Math.clamp(Math.floor(share * COLUMNS), 0, COLUMNS - 1);
    }

    private void axis(int y) {
        int last = (int) Math.min(MARKS - 1, span / SECOND);
        for (int i = 0; i <= last; i++) {
            int x = LEFT + COLUMNS * COLUMN * i / Math.max(1, last);
            String anchor = i == 0 ? "start" : i == last ? "end" : "middle";
            String time = Instant.ofEpochMilli(begin + span * i / Math.max(1, last))
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString()
                    .replace("T", " ");
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/><text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
                    x,
                    0,
                    x,
                    y,
                    x,
                    y + 16,
                    anchor,
                    time));
        }
    }
}
