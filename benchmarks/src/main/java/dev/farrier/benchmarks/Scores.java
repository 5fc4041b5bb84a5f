package dev.farrier.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * Nanoseconds for one event, by what was run: the lower quartile over the iterations of all rounds, because
 * whatever else a machine does can only make an iteration slower.
 */
final class Scores {
    private final Map<String, List<Double>> scores = new TreeMap<>();

    void add(RunResult result, String key) {
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                scores.computeIfAbsent(key, k -> new ArrayList<>()).add(nanosAnEvent(iteration, result));
            }
        }
    }

    private static double nanosAnEvent(IterationResult iteration, RunResult result) {
        Result<?> nanos = iteration.getSecondaryResults().get("nanos");
        Result<?> events = iteration.getSecondaryResults().get("events");
        return nanos != null && events != null
                ? nanos.getScore() / events.getScore()
                : iteration.getPrimaryResult().getScore()
                        * TimeUnit.NANOSECONDS.convert(1, result.getParams().getTimeUnit());
    }

    /** NaN when it was not run. */
    double nanos(String key) {
        double[] all = scores.getOrDefault(key, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return all.length == 0 ? Double.NaN : all[all.length / 4];
    }

    /** A table whose columns are as wide as they must be. */
    static String table(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                table.append("| ")
                        .append(i == 0 ? row.get(i) + padding : padding + row.get(i))
                        .append(' ');
            }
            table.append("|\n");
            if (row == rows.getFirst()) {
                for (int i = 0; i < widths.length; i++) {
                    char[] line = new char[widths[i] + 1];
                    Arrays.fill(line, '-');
                    table.append('|').append(line).append(i == 0 ? "-" : ":");
                }
                table.append("|\n");
            }
        }
        return table.toString();
    }

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.0f", value);
    }
}
