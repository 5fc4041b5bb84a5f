package dev.farrier.demo.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Records every session: {@code ID.part} while it is live, {@code ID.rec} when it has ended. A session that was cut, even by
 * {@code kill -9}, is still a {@code .part} at the next start.
 */
final class Recordings {
    private static final String LIVE = ".part";
    private static final String DONE = ".rec";
    private static final String CUT = ".cut";
    private static final int BYTES = 4_096;
    private static final int KEPT = 20;

    private final Path folder;
    private final long quota;
    private final ArrayDeque<Path> own = new ArrayDeque<>();

    Recordings(Path folder, long quota) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.quota = quota;
    }

    synchronized void begin(String session) throws IOException {
        Files.write(folder.resolve(session + LIVE), new byte[BYTES]);
    }

    /** Deletes the oldest recordings of this process; other files in the folder stay. */
    synchronized void end(String session) throws IOException {
        Path done = folder.resolve(session + DONE);
        Files.move(folder.resolve(session + LIVE), done);
        own.add(done);
        if (own.size() > KEPT) {
            Files.deleteIfExists(own.remove());
        }
    }

    /** Marks the live sessions as cut, and returns them. */
    synchronized List<String> cut() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> live =
                    files.filter(file -> file.toString().endsWith(LIVE)).toList();
            for (Path file : live) {
                Files.move(file, folder.resolve(session(file) + CUT));
            }
            return live.stream().map(Recordings::session).sorted().toList();
        }
    }

    private static String session(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - LIVE.length());
    }

    boolean isOverQuota() throws IOException {
        return bytes() > quota;
    }

    /** Size of the whole folder. */
    long bytes() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                bytes += size(file);
            }
        }
        return bytes;
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0; // renamed or deleted meanwhile
        }
    }

    long quota() {
        return quota;
    }
}
