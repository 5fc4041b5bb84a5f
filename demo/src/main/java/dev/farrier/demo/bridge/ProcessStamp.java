package dev.farrier.demo.bridge;

import java.time.Instant;
import java.util.Optional;

/**
 * A process id with the start time, which tells the process from a later one with the same id.
 *
 * @param startedAt epoch milliseconds; 0: the system does not say
 */
public record ProcessStamp(long pid, long startedAt) {
    /** Milliseconds. The kernel derives start times from the boot time, which moves when the clock is set. */
    private static final long TOLERANCE = 5_000;

    public static ProcessStamp own() {
        return of(ProcessHandle.current());
    }

    public static ProcessStamp of(ProcessHandle process) {
        return new ProcessStamp(
                process.pid(),
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    /** @throws IllegalArgumentException when the text is no process id with a start time */
    public static ProcessStamp parse(String text) {
        String[] parts = text.strip().split(" ");
        if (parts.length != 2) {
            throw new IllegalArgumentException("'" + text + "' is no process id with a start time");
        }
        return new ProcessStamp(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    /** The process, if it still runs. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> Math.abs(of(process).startedAt - startedAt) <= TOLERANCE);
    }

    @Override
    public String toString() {
        return pid + " " + startedAt;
    }
}
