package dev.farrier.execute.record;

import dev.farrier.model.Command;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this worker has claimed and not yet told the end of, one directory a command:
 * {@code <dataDir>/runs/<commandId>/}. It outlives the worker; one worker at a time owns it.
 */
public final class Runs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
    private static final String UNFINISHED = ".new-";

    private final Path directory;
    private final FileChannel lock;

    private Runs(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Throws {@link IOException}, naming the directory, when it can't be used or another worker has it. */
    public static Runs open(Path dataDirectory) throws IOException {
        Path runs = dataDirectory.toAbsolutePath().normalize().resolve("runs");
        Files.createDirectories(runs);
        // Others may pass through, to a script that runs as another user, but not look around.
        Files.setPosixFilePermissions(runs, PosixFilePermissions.fromString("rwx--x--x"));
        FileChannel channel =
                FileChannel.open(runs.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            throw new IOException(
                    dataDirectory + " belongs to another running worker: give each worker a data directory of its own");
        }
        return new Runs(runs, channel);
    }

    /**
     * A new one for a command that is about to be claimed; whole on disk when this returns. One that is already there
     * belongs to an attempt at a claim that never reached the log.
     */
    public RunDirectory create(Command command, String worker) throws IOException {
        Path target = directory.resolve(command.id());
        Path unfinished = directory.resolve(UNFINISHED + command.id());
        RunDirectory.delete(unfinished);
        RunDirectory.delete(target);
        Files.createDirectory(unfinished);
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwx--x--x"));
        Files.write(unfinished.resolve(RunDirectory.COMMAND), CommandText.encode(command));
        Files.write(unfinished.resolve(RunDirectory.WORKER), worker.getBytes(StandardCharsets.UTF_8));
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        return new RunDirectory(target, command, worker);
    }

    /** All that an earlier incarnation has left, by command id. What can't be read is set aside and logged. */
    public List<RunDirectory> left() throws IOException {
        List<RunDirectory> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (Path entry : entries) {
                if (entry.getFileName().toString().startsWith(UNFINISHED)) {
                    RunDirectory.delete(entry);
                } else if (!entry.getFileName().toString().startsWith(".")) {
                    RunDirectory read = read(entry);
                    if (read != null) {
                        found.add(read);
                    }
                }
            }
        }
        found.sort(Comparator.comparing(run -> run.command().id()));
        return found;
    }

    private @Nullable RunDirectory read(Path entry) throws IOException {
        try {
            Command command = CommandText.decode(Files.readAllBytes(entry.resolve(RunDirectory.COMMAND)));
            return new RunDirectory(entry, command, Files.readString(entry.resolve(RunDirectory.WORKER)));
        } catch (IOException | IllegalArgumentException e) {
            Path aside = directory.resolve(".unreadable-" + entry.getFileName());
            LOG.error("{} can't be read ({}); moved to {}", entry, e.toString(), aside);
            RunDirectory.delete(aside);
            Files.move(entry, aside);
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
