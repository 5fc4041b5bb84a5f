package dev.farrier.benchmarks.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Processor time that processes had up to now, all their threads, compilers and collectors included. Other programs make it
 * longer too, but far less than the time that has passed.
 */
record ProcessCpu(Map<Long, Duration> used) {
    /** @throws IllegalStateException when one of them has ended */
    static ProcessCpu of(long... pids) {
        Map<Long, Duration> used = new TreeMap<>();
        for (long pid : pids) {
            used.put(
                    pid,
                    ProcessHandle.of(pid)
                            .map(ProcessHandle::info)
                            .flatMap(ProcessHandle.Info::totalCpuDuration)
                            .orElseThrow(() -> new IllegalStateException("process " + pid + " has ended")));
        }
        return new ProcessCpu(used);
    }

    /** Nanoseconds that the process had since then. */
    double since(ProcessCpu earlier, long pid) {
        return of(this, pid).minus(of(earlier, pid)).toNanos();
    }

    private static Duration of(ProcessCpu when, long pid) {
        return Optional.ofNullable(when.used.get(pid)).orElseThrow();
    }
}
