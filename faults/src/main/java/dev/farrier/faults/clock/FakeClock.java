package dev.farrier.faults.clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The clock of one process, by Debian's faketime. Only the time of day is moved; what measures durations is not. */
final class FakeClock {
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final Path LIBRARY = Path.of("faketime", "libfaketimeMT.so.1");

    private final Path file;
    private final Path library;

    private FakeClock(Path file, Path library) {
        this.file = file;
        this.library = library;
    }

    /**
     * One that is right.
     *
     * @param file of its own
     * @throws IllegalStateException when faketime is not installed
     */
    static FakeClock in(Path file) throws IOException {
        FakeClock clock = new FakeClock(file, library());
        clock.moveTo(Duration.ZERO);
        return clock;
    }

    private static Path library() throws IOException {
        try (Stream<Path> folders = Files.list(LIBRARIES)) {
            return Stream.concat(Stream.of(LIBRARIES), folders)
                    .map(folder -> folder.resolve(LIBRARY))
                    .filter(Files::isReadable)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "faketime is missing: apt-get install faketime, or what your system calls it"));
        }
    }

    /** What stands before the command of a process that has this clock. */
    List<String> prefix() {
        return List.of(
                "env",
                "LD_PRELOAD=" + library,
                "FAKETIME_TIMESTAMP_FILE=" + file,
                "FAKETIME_CACHE_DURATION=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                // without this, each timed wait of a JVM ends at once
                "FAKETIME_FORCE_MONOTONIC_FIX=0");
    }

    /** Takes effect within a second. */
    void moveTo(Duration ahead) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, "%+d\n".formatted(ahead.toSeconds()));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
