package dev.farrier.faults.wire;

import dev.farrier.faults.ReportPrinter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How soon the loop went on, by kind of request and action. */
final class WireTable {
    private final Map<Row, List<Long>> rows =
            new TreeMap<>(Comparator.comparing(Row::kind).thenComparing(Row::action));

    private int unmet;

    private record Row(String kind, WireAction action) {}

    void add(PlannedWireFault fault, boolean met, long millis) {
        if (met) {
            rows.computeIfAbsent(new Row(fault.kind().name, fault.action()), any -> new ArrayList<>())
                    .add(millis);
        } else {
            unmet++;
        }
    }

    int unmet() {
        return unmet;
    }

    void print(ReportPrinter output) {
        output.printProgress(line("request", "action", "faults", "median", "longest until the next action"));
        rows.forEach((row, times) -> {
            List<Long> sorted = times.stream().sorted().toList();
            long median = sorted.get(sorted.size() / 2);
            output.printEvent(
                    "row",
                    line(
                            row.kind(),
                            row.action().toString(),
                            Integer.toString(sorted.size()),
                            seconds(median),
                            seconds(sorted.getLast())),
                    Map.of(
                            "request",
                            row.kind(),
                            "action",
                            row.action().toString(),
                            "faults",
                            sorted.size(),
                            "medianMillis",
                            median,
                            "longestMillis",
                            sorted.getLast()));
        });
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }

    private static String line(String kind, String action, String count, String median, String longest) {
        return String.format(Locale.ROOT, "%-20s %-15s %6s %8s  %s", kind, action, count, median, longest);
    }
}
