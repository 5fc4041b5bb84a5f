package dev.farrier.execute.record;

import dev.farrier.model.Command;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands that this worker has claimed and whose outcomes Kafka does not have yet, one directory each:
 * {@code <dataDir>/runs/<commandId>/}.
 */
public final class RunStore {
    private static final Logger LOG = LoggerFactory.getLogger(RunStore.class);
    private static final String UNFINISHED = ".new-";
    private static final String UNREADABLE = ".unreadable-";

    private final Path directory;
    private final WorkerRecordCodec bytes;

    private RunStore(Path directory, WorkerRecordCodec bytes) {
        this.directory = directory;
        this.bytes = bytes;
    }

    static RunStore open(Path dataDirectory, WorkerRecordCodec bytes) throws IOException {
        Path runs = dataDirectory.resolve("runs");
        Files.createDirectories(runs);
        // A script that runs as another user must get through, but not list the directory.
        Files.setPosixFilePermissions(runs, PosixFilePermissions.fromString("rwx--x--x"));
        DurableFiles.forceDirectory(dataDirectory);
        return new RunStore(runs, bytes);
    }

    /** A command that the worker is about to claim, with the bytes that were signed. */
    public record NewRun(Command command, byte[] signed) {}

    /**
     * @param made by command id, in the order in which they were given
     * @param failed by command id: why there is no record of it
     */
    public record CreateResult(Map<String, RunDirectory> made, Map<String, IOException> failed) {}

    /**
     * Writes new records; forced to disk when this returns. Many at once, because a disk forces a batch in hardly more time than
     * one.
     */
    public CreateResult create(Collection<NewRun> commands) {
        CreateResult created = new CreateResult(new LinkedHashMap<>(), new LinkedHashMap<>());
        Map<NewRun, Path> written = new LinkedHashMap<>();
        for (NewRun run : commands) {
            attempt(created, run, () -> written.put(run, write(run)));
        }
        for (Map.Entry<NewRun, Path> entry : written.entrySet()) {
            attempt(created, entry.getKey(), () -> {
                DurableFiles.force(entry.getValue().resolve(RunDirectory.COMMAND));
                DurableFiles.forceDirectory(entry.getValue());
                Command command = entry.getKey().command();
                Path target = directory.resolve(command.id());
                Files.move(entry.getValue(), target, StandardCopyOption.ATOMIC_MOVE);
                created.made().put(command.id(), new RunDirectory(target, command, bytes));
            });
        }
        try {
            DurableFiles.forceDirectory(directory);
        } catch (IOException e) {
            created.made().keySet().forEach(id -> created.failed().put(id, e));
            created.made().values().forEach(RunDirectory::discard);
            created.made().clear();
        }
        return created;
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private void attempt(CreateResult created, NewRun run, Attempt attempt) {
        String id = run.command().id();
        if (created.failed().containsKey(id)) {
            return;
        }
        try {
            attempt.run();
        } catch (IOException e) {
            created.failed().put(id, e);
        }
    }

    private Path write(NewRun run) throws IOException {
        Path target = directory.resolve(run.command().id());
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString(), null, "it has a record already");
        }
        Path unfinished = directory.resolve(UNFINISHED + run.command().id());
        DurableFiles.delete(unfinished);
        Files.createDirectory(unfinished);
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwx--x--x"));
        DurableFiles.write(unfinished.resolve(RunDirectory.COMMAND), run.signed());
        return unfinished;
    }

    /**
     * @param readable by command id
     * @param unreadable command ids
     */
    public record StoredRuns(List<RunDirectory> readable, SortedSet<String> unreadable) {}

    /** All that earlier incarnations of this worker have left. */
    public StoredRuns scan() throws IOException {
        StoredRuns left = new StoredRuns(new ArrayList<>(), new TreeSet<>());
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.startsWith(UNFINISHED)) {
                    // It was never claimed, because it is renamed before that.
                    DurableFiles.delete(entry);
                } else if (!name.startsWith(".")) {
                    read(entry, left);
                }
            }
        }
        left.readable().sort(Comparator.comparing(run -> run.command().id()));
        return left;
    }

    private void read(Path entry, StoredRuns left) {
        String id = entry.getFileName().toString();
        try {
            Command command = bytes.command(Files.readAllBytes(entry.resolve(RunDirectory.COMMAND)));
            if (command.id().equals(id)) {
                left.readable().add(new RunDirectory(entry, command, bytes));
                return;
            }
            LOG.error("{} is the record of command {}", entry, command.id());
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("{} can't be read: {}", entry, e.toString());
        }
        left.unreadable().add(id);
    }

    /** Moves it out of the way, for a person to look at. */
    public void quarantine(String id) throws IOException {
        Path aside = directory.resolve(UNREADABLE + id);
        DurableFiles.delete(aside);
        Files.move(directory.resolve(id), aside);
        LOG.error("{} was moved to {}", directory.resolve(id), aside);
    }
}
