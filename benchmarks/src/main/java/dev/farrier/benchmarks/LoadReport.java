package dev.farrier.benchmarks;

import dev.farrier.benchmarks.core.LoadBenchmark;
import java.util.List;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/** {@code load}: how long policies take to load. */
final class LoadReport implements Benchmark {
    @Override
    public String name() {
        return "load";
    }

    @Override
    public String about() {
        return "from YAML to policies that are ready for events";
    }

    @Override
    public void configure(ChainedOptionsBuilder options, boolean quick, List<String> arguments) {
        options.include(LoadBenchmark.class.getName().replace(".", "\\."))
                .warmupIterations(0)
                .measurementIterations(1);
    }

    @Override
    public String report(Scores scores) {
        return Scores.table(List.of(
                List.of("policies", "ms in a new JVM", "ms the fourth time"),
                row(scores, "100"),
                row(scores, "10000")));
    }

    private static List<String> row(Scores scores, String policies) {
        return List.of(
                policies,
                Scores.number(scores.of("load " + policies) / 1e6),
                Scores.number(scores.of("reload " + policies) / 1e6));
    }
}
