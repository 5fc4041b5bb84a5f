package dev.farrier.execute.record;

import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable record of one command: what it is, when it started, and its outcome until Kafka has taken it. Each is forced
 * to disk before anything follows from it. Runners keep their own files in it.
 */
public final class RunDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);
    static final String COMMAND = "command";
    private static final String STARTED = "started";
    private static final String OUTCOME = "outcome";

    private final Path path;
    private final Command command;
    private final WorkerRecordCodec bytes;

    RunDirectory(Path path, Command command, WorkerRecordCodec bytes) {
        this.path = path;
        this.command = command;
        this.bytes = bytes;
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
        return command.worker().toString();
    }

    /** Forced to disk before it starts: without it, it never has. */
    public void markStarted(long at) throws IOException {
        DurableFiles.replace(path.resolve(STARTED), Long.toString(at).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Whether it has, or may have, been started: whatever stands beside the command was written after it was claimed, also a
     * mark that can't be read, and what a runner has left although the mark is lost.
     */
    public boolean mayHaveStarted() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                if (!file.endsWith(COMMAND)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            LOG.error("{} can't be looked through: {}", path, e.toString());
            return true;
        }
    }

    /** Epoch milliseconds; of one whose mark can't be read, when the mark was written. */
    public long startedAt() throws IOException {
        Path mark = path.resolve(STARTED);
        try {
            return Long.parseLong(Files.readString(mark, StandardCharsets.ISO_8859_1));
        } catch (NumberFormatException e) {
            return Files.getLastModifiedTime(mark).toMillis();
        } catch (NoSuchFileException e) {
            return Files.getLastModifiedTime(path).toMillis();
        }
    }

    public void saveOutcome(Outcome outcome) throws IOException {
        DurableFiles.replace(path.resolve(OUTCOME), bytes.of(outcome));
    }

    /** The outcome that Kafka has not taken yet; null: there is none that can be read. */
    public @Nullable Outcome savedOutcome() {
        Path file = path.resolve(OUTCOME);
        try {
            return bytes.outcome(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("{} can't be read: {}", file, e.toString());
            return null;
        }
    }

    public void delete() throws IOException {
        DurableFiles.delete(path);
    }
}
