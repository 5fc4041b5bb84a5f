package dev.farrier.benchmarks.core;

import dev.farrier.benchmarks.Cpu;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.TearDown;

/** One thread, events that are decoded already: what one event costs. Batches are made between the measured calls. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CoreBenchmark {
    private static final long WITHIN = 300_000;
    /**
     * The window is full then, and the code compiled. A number of events, not a time: on a busy machine the compiler gets
     * little of that.
     */
    private static final int WARM_UP = 2_000_000;

    /** Farrier and the floor. */
    @State(Scope.Thread)
    public static class Ours {
        @Param({"10", "100", "1000", "10000"})
        public int policies;

        SideBySide engines = new SideBySide(Readings.of(1), 1, WITHIN);

        @Setup(Level.Trial)
        public void warmUp() {
            Readings readings = Readings.of(policies);
            engines = new SideBySide(readings, policies, WITHIN);
            for (int i = 0; i < WARM_UP; i++) {
                engines.warmUp(readings.next());
            }
        }

        @Setup(Level.Invocation)
        public void nextBatch() {
            engines.nextBatch();
        }
    }

    @Benchmark
    @OperationsPerInvocation(SideBySide.BATCH)
    public long farrier(Ours ours, Cpu cpu) {
        return ours.engines.run(cpu);
    }

    /** A hundred times slower than the others, so by itself. */
    @State(Scope.Thread)
    public static class Theirs {
        @Param({"10", "100", "1000", "10000"})
        public int policies;

        private final List<Drools.Fact> batch = new ArrayList<>(SideBySide.BATCH);
        private Readings readings = Readings.of(1);
        private @Nullable Drools drools;
        private long found;

        @Setup(Level.Trial)
        public void warmUp() {
            Drools made = new Drools(policies, WITHIN, (policy, host, time) -> found++);
            readings = Readings.of(policies);
            for (int i = 0; i < WARM_UP / 4; i++) {
                made.on(made.prepare(readings.next()));
            }
            drools = made;
        }

        @Setup(Level.Invocation)
        public void nextBatch() {
            batch.clear();
            for (int i = 0; i < SideBySide.BATCH; i++) {
                batch.add(engine().prepare(readings.next()));
            }
        }

        @TearDown(Level.Trial)
        public void close() {
            engine().close();
        }

        private Drools engine() {
            if (drools == null) {
                throw new IllegalStateException("not set up");
            }
            return drools;
        }

        long run(Cpu cpu) {
            Drools engine = engine();
            long before = found;
            long begin = Cpu.now();
            for (Drools.Fact fact : batch) {
                engine.on(fact);
            }
            cpu.nanos += Cpu.now() - begin;
            cpu.events += SideBySide.BATCH;
            cpu.found += found - before;
            return found;
        }
    }

    @Benchmark
    @OperationsPerInvocation(SideBySide.BATCH)
    public long drools(Theirs theirs, Cpu cpu) {
        return theirs.run(cpu);
    }
}
