package dev.farrier.benchmarks;

import dev.farrier.benchmarks.core.ManyKeysBenchmark;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/** {@code keys}: as {@code core}, with a million groups that have state. */
final class KeysReport implements Benchmark {
    @Override
    public String name() {
        return "keys";
    }

    @Override
    public String about() {
        return "a million groups that have state";
    }

    @Override
    public String key(BenchmarkParams params) {
        return "farrier";
    }

    @Override
    public void configure(ChainedOptionsBuilder options, boolean quick, List<String> arguments) {
        options.include(ManyKeysBenchmark.class.getName().replace(".", "\\."));
        if (quick) {
            options.param("keys", "100000");
        }
    }

    @Override
    public String report(Scores scores) {
        return Scores.table(List.of(
                List.of("floor ns", "Farrier ns", "of the floor"),
                List.of(
                        Scores.number(scores.of("farrier floor")),
                        Scores.number(scores.of("farrier")),
                        Scores.number(scores.ratio("farrier floor", "farrier")))));
    }
}
