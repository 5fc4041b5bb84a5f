package dev.farrier.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Nanoseconds for one event, of every iteration of every round. */
final class Scores {
    private final Map<String, List<Double>> scores = new HashMap<>();

    /** @param key what the run is called; what it was compared with is called the same with {@code " floor"}, {@code " match"} */
    void add(RunResult result, String key) {
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                Result<?> events = iteration.getSecondaryResults().get("events");
                if (events == null) {
                    double unit =
                            TimeUnit.NANOSECONDS.convert(1, result.getParams().getTimeUnit());
                    put(key, iteration.getPrimaryResult().getScore() * unit);
                } else {
                    put(key, counter(iteration, "nanos") / events.getScore());
                    put(key + " floor", counter(iteration, "floorNanos") / events.getScore());
                    put(key + " match", counter(iteration, "matchNanos") / events.getScore());
                    put(key + " found", counter(iteration, "found") / events.getScore());
                }
            }
        }
    }

    private static double counter(IterationResult iteration, String name) {
        Result<?> counter = iteration.getSecondaryResults().get(name);
        return counter == null ? Double.NaN : counter.getScore();
    }

    private void put(String key, double value) {
        scores.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
    }

    /** The lower quartile, since what else a machine does makes things only slower; NaN when it was not run. */
    double of(String key) {
        return quantile(scores.getOrDefault(key, List.of()), 4);
    }

    /** The median over the iterations: of things that were measured in turn. */
    double ratio(String key, String of) {
        List<Double> above = scores.getOrDefault(key, List.of());
        List<Double> below = scores.getOrDefault(of, List.of());
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(above.size(), below.size()); i++) {
            ratios.add(above.get(i) / below.get(i));
        }
        return quantile(ratios, 2);
    }

    private static double quantile(List<Double> values, int part) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / part);
    }

    static String table(List<List<String>> rows) {
        return MarkdownTable.of(rows);
    }

    static String number(double value) {
        return MarkdownTable.number(value);
    }
}
