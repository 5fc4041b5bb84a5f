package dev.farrier.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The time that the measuring thread had a processor, which other programs do not make longer, as they do with the time that has
 * passed. Collecting garbage is not in it; {@code --profile} shows it.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class Cpu {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    public long nanos;
    public long events;
    /** What was found, so that it can be seen that it was not nothing. */
    public long found;

    private long began;

    /** Reading the time takes half a microsecond: once for many events. */
    public void begin() {
        began = THREADS.getCurrentThreadCpuTime();
    }

    public void end(int ofEvents, long ofFound) {
        nanos += THREADS.getCurrentThreadCpuTime() - began;
        events += ofEvents;
        found += ofFound;
    }
}
