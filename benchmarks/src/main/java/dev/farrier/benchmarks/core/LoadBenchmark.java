package dev.farrier.benchmarks.core;

import dev.farrier.hyperscan.Hyperscan;
import dev.farrier.match.MatchIndex;
import dev.farrier.match.MatchListener;
import dev.farrier.policy.Bundle;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From YAML to policies that are ready for events. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LoadBenchmark {
    private static final int TIMES = 3;

    @Param({"100", "10000"})
    public int policies;

    private String text = "";

    @Setup
    public void write() {
        text = Policies.whole(policies);
    }

    /** A service that has replaced its policies before. */
    @State(Scope.Thread)
    public static class Running {
        @Setup
        public void load(LoadBenchmark benchmark) {
            for (int i = 0; i < TIMES; i++) {
                benchmark.load().close();
            }
        }
    }

    /** In a JVM that has done nothing before. */
    @Benchmark
    public MatchIndex load() {
        Bundle bundle = Policies.compile(text);
        return MatchIndex.compile(bundle, MatchListener.NONE, Hyperscan.choose().engine());
    }

    @Benchmark
    public MatchIndex reload(Running running) {
        return load();
    }
}
