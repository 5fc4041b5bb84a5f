package dev.farrier.execute.record;

import dev.farrier.model.WorkerInstance;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's data directory: its identity and incarnation ({@code identity}), and what it has claimed ({@code runs/}). One process
 * at a time owns it. Opening it begins a new incarnation, which is on disk before the worker uses it.
 */
public final class WorkerDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerDirectory.class);
    private static final String IDENTITY = "identity";
    private static final Pattern FORM = Pattern.compile("([0-9a-f-]{8,36}) ([1-9][0-9]{0,17})\n");

    private final WorkerInstance worker;
    private final RunStore runs;
    private final FileChannel lock;

    private WorkerDirectory(WorkerInstance worker, RunStore runs, FileChannel lock) {
        this.worker = worker;
        this.runs = runs;
        this.lock = lock;
    }

    /** Throws {@link IOException}, naming the directory, when it can't be used or another process has it. */
    public static WorkerDirectory open(Path given, WorkerRecordCodec bytes) throws IOException {
        Path directory = given.toAbsolutePath().normalize();
        Files.createDirectories(directory);
        FileChannel channel =
                FileChannel.open(directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                throw new IOException(
                        given + " belongs to another running worker: give each worker a data directory of its own");
            }
            return new WorkerDirectory(nextIncarnation(directory), RunStore.open(directory, bytes), channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    public WorkerInstance worker() {
        return worker;
    }

    public RunStore runs() {
        return runs;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static WorkerInstance nextIncarnation(Path directory) throws IOException {
        WorkerInstance last = read(directory.resolve(IDENTITY));
        WorkerInstance next = last == null
                ? new WorkerInstance(UUID.randomUUID().toString(), 1)
                : new WorkerInstance(last.id(), last.incarnation() + 1);
        DurableFiles.replace(
                directory.resolve(IDENTITY),
                (next.id() + " " + next.incarnation() + "\n").getBytes(StandardCharsets.US_ASCII));
        return next;
    }

    /** Null: there is none that can be read. A worker that does not know its last incarnation becomes a new worker. */
    private static @Nullable WorkerInstance read(Path file) throws IOException {
        try {
            Matcher form = FORM.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            if (form.matches()) {
                return new WorkerInstance(form.group(1), Long.parseLong(form.group(2)));
            }
        } catch (NoSuchFileException e) {
            return null;
        }
        Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        LOG.error(
                "{} has no valid worker identity and was moved to {}: this process is a new worker from now on",
                file,
                aside);
        return null;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
