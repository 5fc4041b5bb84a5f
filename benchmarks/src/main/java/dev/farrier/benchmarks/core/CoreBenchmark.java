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
import org.openjdk.jmh.annotations.TearDown;

/** One thread, events that are decoded already: what one event costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CoreBenchmark {
    static final int BATCH = 10_000;
    static final long WITHIN = 300_000;
    private static final int WARM_UP = 2_000_000;

    /** Batches are made between the measured calls, each one going on where the last one ended. */
    @State(Scope.Thread)
    public abstract static class Stream<E> {
        @Param({"10", "100", "1000", "10000"})
        public int policies;

        final List<E> batch = new ArrayList<>(BATCH);
        Engine<E> engine = none();
        Readings readings = Readings.of(1);
        long fired;

        abstract Engine<E> engine();

        /**
         * The window is full, and the code compiled, before anything is measured. A number of events, not a time: on a busy
         * machine the compiler gets little of that.
         */
        @Setup(Level.Trial)
        public void fillWindow() {
            engine = engine();
            readings = Readings.of(policies);
            for (int i = 0; i < WARM_UP; i++) {
                engine.on(engine.prepare(readings.next()));
            }
        }

        @Setup(Level.Invocation)
        public void nextBatch() {
            batch.clear();
            for (int i = 0; i < BATCH; i++) {
                batch.add(engine.prepare(readings.next()));
            }
        }

        @TearDown(Level.Trial)
        public void close() {
            engine.close();
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

    /** Until there is one. */
    static <E> Engine<E> none() {
        return new Engine<>() {
            @Override
            public E prepare(Reading reading) {
                throw new IllegalStateException("not set up");
            }

            @Override
            public void on(E event) {}
        };
    }

    public static class FloorStream extends Stream<Reading> {
        @Override
        Engine<Reading> engine() {
            return new Floor(policies, WITHIN, (policy, host, time) -> fired++);
        }
    }

    public static class FarrierStream extends Stream<Event> {
        @Override
        Farrier engine() {
            return new Farrier(policies, "5m", (policy, host, time) -> fired++);
        }
    }

    public static class DroolsStream extends Stream<Drools.Fact> {
        @Override
        Engine<Drools.Fact> engine() {
            return new Drools(policies, WITHIN, (policy, host, time) -> fired++);
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

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long farrierMatchesOnly(FarrierStream stream, Cpu cpu) {
        Farrier farrier = (Farrier) stream.engine;
        long matches = 0;
        cpu.begin();
        for (Event event : stream.batch) {
            matches += farrier.match(event);
        }
        cpu.end(BATCH, matches);
        return matches;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long drools(DroolsStream stream, Cpu cpu) {
        return stream.run(cpu);
    }
}
