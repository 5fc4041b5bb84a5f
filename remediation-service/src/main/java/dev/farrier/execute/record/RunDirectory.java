package dev.farrier.execute.record;

import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The durable record of one command: what it is and who claimed it, when it started, and its outcome until Kafka has
 * taken it. Runners keep their own files in it.
 */
public final class RunDirectory {
    static final String COMMAND = "command";
    static final String WORKER = "worker";
    private static final String STARTED = "started";
    private static final String OUTCOME = "outcome";

    private final Path path;
    private final Command command;
    private final String worker;

    RunDirectory(Path path, Command command, String worker) {
        this.path = path;
        this.command = command;
        this.worker = worker;
    }

    /** Absolute. */
    public Path path() {
        return path;
    }

    public Command command() {
        return command;
    }

    /** Who has claimed it: perhaps an earlier incarnation, in whose name its end is told. */
    public String worker() {
        return worker;
    }

    /** Written before it starts: without it, it never has. */
    public void markStarted(long at) throws IOException {
        write(STARTED, Long.toString(at).getBytes(StandardCharsets.US_ASCII));
    }

    /** Epoch milliseconds; 0: it has not been started. */
    public long startedAt() throws IOException {
        try {
            return Long.parseLong(Files.readString(path.resolve(STARTED)));
        } catch (NoSuchFileException e) {
            return 0;
        } catch (NumberFormatException e) {
            throw new IOException(path.resolve(STARTED) + " is no time", e);
        }
    }

    public void keep(Outcome outcome) throws IOException {
        write(OUTCOME, OutcomeText.encode(outcome));
    }

    /** The outcome that Kafka has not taken yet; null: there is none. */
    public @Nullable Outcome kept() throws IOException {
        try {
            return OutcomeText.decode(Files.readAllBytes(path.resolve(OUTCOME)));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IllegalArgumentException e) {
            throw new IOException(path.resolve(OUTCOME) + ": " + e.getMessage(), e);
        }
    }

    public void delete() throws IOException {
        delete(path);
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void write(String name, byte[] content) throws IOException {
        Path unfinished = path.resolve(name + ".new");
        Files.write(unfinished, content);
        Files.move(unfinished, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
