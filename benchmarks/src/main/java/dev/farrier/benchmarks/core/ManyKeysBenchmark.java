package dev.farrier.benchmarks.core;

import dev.farrier.benchmarks.Cpu;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The same with a million (policy, host) that each have an event in their window: every policy on each of 10,000 hosts, and a
 * window of a day.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ManyKeysBenchmark {
    private static final long DAY = 86_400_000;

    @Param("1000000")
    public int keys;

    private SideBySide engines = new SideBySide(Readings.of(1), 1, DAY);

    /** Each key is counted once: all of them have state, none has fired. */
    @Setup(Level.Trial)
    public void fill() {
        int policies = keys / Readings.HOSTS;
        Readings readings = Readings.ofManyKeys(policies);
        engines = new SideBySide(readings, policies, DAY);
        for (int i = 0; i < readings.keys(); i++) {
            engines.warmUp(readings.counted(i));
        }
    }

    @Setup(Level.Invocation)
    public void nextBatch() {
        engines.nextBatch();
    }

    @Benchmark
    @OperationsPerInvocation(SideBySide.BATCH)
    public long farrier(Cpu cpu) {
        return engines.run(cpu);
    }
}
