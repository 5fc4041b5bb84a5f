package dev.farrier.benchmarks.kafka.latency;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** When each probe should have been sent, and when the first command for its target could be read; by {@link System#nanoTime}. */
final class ProbeTimes {
    private static final long NONE = Long.MIN_VALUE;

    private final AtomicLongArray planned;
    private final AtomicLongArray arrived;

    ProbeTimes(int probes) {
        long[] none = new long[probes];
        Arrays.fill(none, NONE);
        planned = new AtomicLongArray(none);
        arrived = new AtomicLongArray(none);
    }

    void planned(int probe, long nanos) {
        planned.set(probe, nanos);
    }

    /** A second command for the same target is another step of the same story. */
    void arrived(String target, long nanos) {
        int probe = Integer.parseInt(target.substring(target.lastIndexOf('-') + 1));
        arrived.compareAndSet(probe, NONE, nanos);
    }

    /** Nanoseconds of those of these probes whose command came; waits so long for the others. */
    long[] await(int first, int count, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (missing(first, count) > 0 && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        long[] nanos = new long[count - missing(first, count)];
        int found = 0;
        for (int probe = first; probe < first + count && found < nanos.length; probe++) {
            if (arrived.get(probe) != NONE) {
                nanos[found++] = arrived.get(probe) - planned.get(probe);
            }
        }
        return nanos;
    }

    private int missing(int first, int count) {
        int missing = 0;
        for (int probe = first; probe < first + count; probe++) {
            if (arrived.get(probe) == NONE) {
                missing++;
            }
        }
        return missing;
    }
}
