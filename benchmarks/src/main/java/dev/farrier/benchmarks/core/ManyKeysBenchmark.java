package dev.farrier.benchmarks.core;

import dev.farrier.benchmarks.Cpu;
import dev.farrier.model.Event;
import java.util.ArrayList;
import java.util.List;
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
 * The same with a million (policy, host) that each have events in their window: every policy on each of 10,000 hosts, and a
 * window of a day, in which one of them is counted twice or thrice.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ManyKeysBenchmark {
    private static final int BATCH = 10_000;
    private static final long DAY = 86_400_000;

    /** As in {@link CoreBenchmark}. */
    @State(Scope.Thread)
    public abstract static class Stream<E> {
        @Param("1000000")
        public int keys;

        private final List<E> batch = new ArrayList<>(BATCH);
        private Readings readings = Readings.of(1);
        private Engine<E> engine = CoreBenchmark.none();
        long fired;

        abstract Engine<E> engine(int policies);

        /** Each key is counted once: all of them have state, none has fired. */
        @Setup(Level.Trial)
        public void fillKeys() {
            int policies = keys / Readings.HOSTS;
            engine = engine(policies);
            readings = Readings.ofManyKeys(policies);
            for (int i = 0; i < readings.keys(); i++) {
                engine.on(engine.prepare(readings.counted(i)));
            }
        }

        @Setup(Level.Invocation)
        public void nextBatch() {
            batch.clear();
            for (int i = 0; i < BATCH; i++) {
                batch.add(engine.prepare(readings.next()));
            }
        }

        final long run(Cpu cpu) {
            long before = fired;
            cpu.begin();
            for (E event : batch) {
                engine.on(event);
            }
            cpu.end(BATCH, fired - before);
            return fired;
        }
    }

    public static class FloorStream extends Stream<Reading> {
        @Override
        Engine<Reading> engine(int policies) {
            return new Floor(policies, DAY, (policy, host, time) -> fired++);
        }
    }

    public static class FarrierStream extends Stream<Event> {
        @Override
        Engine<Event> engine(int policies) {
            return new Farrier(policies, "1d", (policy, host, time) -> fired++);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long floor(FloorStream stream, Cpu cpu) {
        return stream.run(cpu);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long farrier(FarrierStream stream, Cpu cpu) {
        return stream.run(cpu);
    }
}
