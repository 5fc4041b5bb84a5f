package dev.farrier.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The time that the measuring thread had a processor, which other programs make longer too, but far less than the time that
 * has passed. Collecting garbage is not in it; {@code --profile} shows it.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class Cpu {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What is measured. */
    public long nanos;
    /** What it is compared with, in turn, on as many events: the floor, and matching alone. */
    public long floorNanos;

    public long matchNanos;
    public long events;
    /** What was found, so that it can be seen that it was not nothing. */
    public long found;

    /** Reading it takes half a microsecond: once for many events. */
    public static long now() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
