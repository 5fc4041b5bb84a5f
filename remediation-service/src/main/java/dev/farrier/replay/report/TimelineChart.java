package dev.farrier.replay.report;

import static dev.farrier.replay.report.ReplayPage.escaped;

import dev.farrier.policy.text.Phrases;
import dev.farrier.replay.report.ActivityHistogram.ActivityCount;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An SVG chart: a row for each policy, with bars upwards for its detections and downwards for its commands over time. */
final class TimelineChart {
    private static final int COLUMNS = 240;
    /** All sizes in pixels. */
    private static final int COLUMN = 3;

    private static final int LEFT = 210;
    private static final int RIGHT = LEFT + COLUMNS * COLUMN;
    private static final int ROW = 40;
    private static final int BAR = 16;
    private static final int AXIS = 30;
    /** Times on the axis; fewer when the chart spans fewer seconds, since they are written in whole seconds. */
    private static final int MARKS = 5;

    private static final int NAME_LENGTH = 32;
    private static final int ROWS = 100;

    private final long begin;
    private final long span;
    private final StringBuilder svg = new StringBuilder();

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
        List<Map.Entry<String, PolicyReport>> rows = new ArrayList<>(all.subList(0, Math.min(ROWS, all.size())));
        rows.sort(Map.Entry.comparingByKey());
        List<ActivityHistogram> timelines =
                rows.stream().map(row -> row.getValue().timeline()).toList();
        TimelineChart chart = new TimelineChart(
                timelines.stream().mapToLong(ActivityHistogram::first).min().orElseThrow(),
                timelines.stream().mapToLong(ActivityHistogram::last).max().orElseThrow());
        chart.draw(rows);
        int hidden = all.size() - rows.size();
        return chart.svg
                + (hidden == 0
                        ? ""
                        : "<p class=\"soft\">" + Phrases.count(hidden, "policy")
                                + " with fewer detections not shown.</p>");
    }

    private void draw(List<Map.Entry<String, PolicyReport>> rows) {
        int height = rows.size() * ROW + AXIS;
        svg.append("<svg viewBox=\"0 0 " + (RIGHT + COLUMN) + " " + (height + AXIS)
                + "\" role=\"img\" aria-label=\"Detections and commands of each policy over time\">\n");
        for (int i = 0; i < rows.size(); i++) {
            row(rows.get(i).getKey(), rows.get(i).getValue(), i * ROW + ROW / 2);
        }
        axis(rows.size() * ROW);
        rect("d", LEFT, height + 8, 9, 9);
        text(LEFT + 14, height + 17, "", "detections, upwards");
        rect("c", LEFT + 160, height + 8, 9, 9);
        text(LEFT + 174, height + 17, "", "commands, downwards");
        svg.append("</svg>\n");
    }

    private void row(String name, PolicyReport policy, int middle) {
        String shown = name.length() > NAME_LENGTH ? name.substring(0, NAME_LENGTH - 1) + "…" : name;
        text(0, middle + 4, "", escaped(shown) + "<title>" + escaped(name) + "</title>");
        line(LEFT, middle, RIGHT, middle);
        TreeMap<Integer, ActivityCount> columns = new TreeMap<>();
        policy.timeline().buckets().forEach((time, count) -> columns.merge(column(time), count, ActivityCount::plus));
        long most = columns.values().stream()
                .mapToLong(column -> Math.max(column.detections(), column.commands()))
                .max()
                .orElse(1);
        columns.forEach((at, column) -> bars(at, column, middle, most));
    }

    private void bars(int at, ActivityCount column, int middle, long most) {
        svg.append("<g><title>" + time(begin + (long) at * span / COLUMNS) + ": "
                + Phrases.count(column.detections(), "detection") + ", " + Phrases.count(column.commands(), "command")
                + "</title>");
        int up = height(column.detections(), most);
        if (up > 0) {
            rect("d", LEFT + at * COLUMN, middle - up, COLUMN, up);
        }
        int down = height(column.commands(), most);
        if (down > 0) {
            rect("c", LEFT + at * COLUMN, middle, COLUMN, down);
        }
        svg.append("</g>\n");
    }

    /** At least 2, so that a single detection is visible. */
    private static int height(long count, long most) {
        return count == 0 ? 0 : (int) (2 + (BAR - 2) * count / most);
    }

    private int column(long time) {
        double share = (double) (time - begin) / span;
        return (int) Math.clamp(Math.floor(share * COLUMNS), 0, COLUMNS - 1);
    }

    private void axis(int y) {
        int last = (int) Math.min(MARKS - 1, span / 1_000);
        for (int i = 0; i <= last; i++) {
            int x = LEFT + COLUMNS * COLUMN * i / Math.max(1, last);
            line(x, 0, x, y);
            String anchor = i == 0 ? "start" : i == last ? "end" : "middle";
            text(
                    x,
                    y + 16,
                    " text-anchor=\"" + anchor + "\"",
                    time(begin + span * i / Math.max(1, last)).replace("T", " "));
        }
    }

    private static String time(long time) {
        return Instant.ofEpochMilli(time).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void rect(String type, int x, int y, int width, int height) {
        svg.append("<rect class=\"" + type + "\" x=\"" + x + "\" y=\"" + y + "\" width=\"" + width + "\" height=\""
                + height + "\"/>");
    }

    private void line(int x1, int y1, int x2, int y2) {
        svg.append("<line x1=\"" + x1 + "\" y1=\"" + y1 + "\" x2=\"" + x2 + "\" y2=\"" + y2 + "\"/>");
    }

    private void text(int x, int y, String attributes, String content) {
        svg.append("<text x=\"" + x + "\" y=\"" + y + "\"" + attributes + ">" + content + "</text>\n");
    }
}
