package dev.farrier.benchmarks.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Processor time that processes had up to now, all their threads and collecting garbage included. Other programs make it longer
 * too, but far less than the time that has passed. Where the system tells, which is Linux, without the JVM's compilers: they have
 * the less to do the longer a process runs, and a service runs for longer than a benchmark.
 */
public record ProcessCpu(Map<Long, Duration> used) {
    private static final Path PROC = Path.of("/proc");
    private static final String COMPILER = "CompilerThre";
    private static final long TICK_NANOS = 10_000_000;
    /** Of {@code /proc/PID/task/TID/stat}, counted from behind the name, which may contain anything. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    /** @throws IllegalStateException when one of them has ended */
    public static ProcessCpu of(long... pids) {
        Map<Long, Duration> used = new TreeMap<>();
        for (long pid : pids) {
            Duration all = ProcessHandle.of(pid)
                    .map(ProcessHandle::info)
                    .flatMap(ProcessHandle.Info::totalCpuDuration)
                    .orElseThrow(() -> new IllegalStateException("process " + pid + " has ended"));
            used.put(pid, all.minus(compilers(PROC.resolve(pid + "/task"))));
        }
        return new ProcessCpu(used);
    }

    private static Duration compilers(Path tasks) {
        if (!Files.isDirectory(tasks)) {
            return Duration.ZERO;
        }
        try (Stream<Path> threads = Files.list(tasks)) {
            long ticks = 0;
            for (Path thread : threads.toList()) {
                ticks += compiler(thread);
            }
            return Duration.ofNanos(ticks * TICK_NANOS);
        } catch (IOException e) {
            throw new IllegalStateException("cannot look into " + tasks, e);
        }
    }

    private static long compiler(Path thread) throws IOException {
        try {
            return compilerTicks(Files.readString(thread.resolve("stat")));
        } catch (NoSuchFileException e) {
            return 0; // it has ended
        }
    }

    /** What a compiler's thread has used; 0 for any other thread. */
    public static long compilerTicks(String stat) {
        int end = stat.lastIndexOf(')');
        if (!stat.substring(0, end).contains(COMPILER)) {
            return 0;
        }
        String[] fields = stat.substring(end + 2).split(" ");
        return Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
    }

    /** Nanoseconds that the process had since then. */
    public double since(ProcessCpu earlier, long pid) {
        return of(this, pid).minus(of(earlier, pid)).toNanos();
    }

    private static Duration of(ProcessCpu when, long pid) {
        return Optional.ofNullable(when.used.get(pid)).orElseThrow();
    }
}
