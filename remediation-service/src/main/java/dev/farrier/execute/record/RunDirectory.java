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
 * The record of one command on disk: the command, when it started, and its outcome until Kafka has it. Each is forced to disk
 * before the worker acts on it. Runners keep their own files in it.
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

    /** The incarnation that has claimed it; its outcome is sent in the name of that. */
    public String worker() {
        return command.worker().toString();
    }

    /** Called before the action starts: an action without this mark was never started. */
    public void markStarted(long at) throws IOException {
        DurableFiles.replace(path.resolve(STARTED), Long.toString(at).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Whether the action was, or may have been, started: every other file was written after the claim, also a mark that can't be
     * read, and what a runner has left when the mark is lost.
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
            LOG.error("{} can't be listed: {}", path, e.toString());
            return true;
        }
    }

    /** Epoch milliseconds; when the mark can't be read, the time at which it was written. */
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

    /** The outcome that Kafka does not have yet; null: there is none that can be read. */
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

    /** Deletes it if that is possible; a failure is only logged. */
    public void discard() {
        try {
            delete();
        } catch (IOException e) {
            LOG.warn("{} can't be deleted", path, e);
        }
    }
}
