package dev.farrier.benchmarks;

import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/** One of what the command can run. */
interface Benchmark {
    /** As in {@code benchmarks/run NAME}. */
    String name();

    /** Its own arguments, for the usage; empty when there are none. */
    default String usage() {
        return "";
    }

    /** What it measures, in one line. */
    String about();

    /** @throws WrongArgumentException for arguments that it does not know */
    default void check(List<String> arguments) {
        new Arguments(arguments).end();
    }

    /** What the report calls the scores of a run: the method, and how many policies. */
    default String key(BenchmarkParams params) {
        String method = params.getBenchmark();
        return method.substring(method.lastIndexOf('.') + 1) + " " + params.getParam("policies");
    }

    /** What to run, how often; {@code options} already say how long. */
    void configure(ChainedOptionsBuilder options, boolean quick, List<String> arguments);

    /** Says it in words and ratios. */
    String report(Scores scores);
}
