package dev.farrier.demo.bridge;

import java.time.Instant;
import java.util.Optional;

/**
 * A process that cannot be mistaken for a later one with the same number.
 *
 * @param startedAt epoch milliseconds; 0 where the system does not tell
 */
public record ProcessId(long pid, long startedAt) {
    /** The system's clock of when it booted, from which start times are reckoned, may be set while we run. */
    private static final long TOLERANCE = 5_000;

    public static ProcessId own() {
        return of(ProcessHandle.current());
    }

    public static ProcessId of(ProcessHandle process) {
        return new ProcessId(
                process.pid(),
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    /** @throws IllegalArgumentException when it is none */
    public static ProcessId parse(String text) {
        String[] parts = text.strip().split(" ");
        if (parts.length != 2) {
            throw new IllegalArgumentException("'" + text + "' is no process id with a start time");
        }
        return new ProcessId(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    /** The process, if it is still the same one. */
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
