package dev.farrier.tail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one file. Every complete line is delivered at least once. A checkpoint remembers which lines were acknowledged, so
 * that a restart continues after them. A line that is delivered twice has the same origin both times.
 */
public final class FileTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileTail.class);

    /** The pause between two polls. */
    static final Duration POLL = Duration.ofMillis(200);

    /** The pause after a poll that failed. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private static final Duration DELIVERY = Duration.ofSeconds(30);

    /** When a rotated file has not grown for so long, its last bytes are a line, also without a line feed. */
    static final long IDLE_MILLIS = Duration.ofMinutes(1).toMillis();

    private final Path path;
    private final Path checkpoint;
    private final StartPosition start;
    private final LineSink sink;
    private final LongSupplier clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    /** {@link TailedFile#file()} of rotated files → when they last had something new. */
    private final Map<String, Long> idleSince = new HashMap<>();

    private @Nullable RotatingFile files;
    private long delivered;
    private volatile TailStatus status = new TailStatus(0, 0, "not started");

    /**
     * @param name unique among the tails of a data directory, and a file name: the source's
     * @param clock epoch milliseconds
     */
    public FileTail(
            String name, Path path, Path dataDirectory, StartPosition start, LineSink sink, LongSupplier clock) {
        this.path = path.toAbsolutePath().normalize();
        this.checkpoint = dataDirectory.resolve(name + ".tail.json");
        this.start = start;
        this.sink = sink;
        this.clock = clock;
        this.thread = new Thread(this::run, "tail-" + name);
        thread.setDaemon(true);
    }

    /** Begins to follow, on a thread of its own, until {@link #close()}; what goes wrong is tried again, see {@link #status()}. */
    public void start() {
        thread.start();
    }

    public TailStatus status() {
        return status;
    }

    /**
     * Stops the thread and waits for its end. Lines that are not acknowledged by then are delivered again after the next
     * start.
     */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        closeFiles();
    }

    private void run() {
        Duration pause = Duration.ZERO;
        try {
            while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = attempt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration attempt() throws InterruptedException {
        try {
            poll();
            return POLL;
        } catch (IOException | RuntimeException e) {
            String problem = e.toString();
            if (!problem.equals(status.problem())) {
                LOG.warn("{} can't be read at the moment, trying again: {}", path, problem, e);
            }
            status = new TailStatus(status.behind(), delivered, problem);
            return RETRY;
        }
    }

    /** Polls once: delivers all complete lines that are there. */
    void poll() throws IOException, InterruptedException {
        RotatingFile following = files();
        if (following.detectRotation(clock.getAsLong())) {
            save(following);
        }
        for (TailedFile followed : following.all()) {
            drain(following, followed, false);
        }
        endIdle(following);
        long behind = 0;
        for (TailedFile followed : following.all()) {
            behind += followed.behind();
        }
        status = new TailStatus(behind, delivered, "");
    }

    private RotatingFile files() throws IOException {
        RotatingFile following = files;
        if (following == null) {
            Files.createDirectories(checkpoint.toAbsolutePath().getParent());
            Optional<TailCheckpoint> known = TailCheckpoint.load(checkpoint)
                    .filter(loaded -> loaded.path().equals(path.toString()));
            following = known.isPresent()
                    ? RotatingFile.resume(path, known.get())
                    : RotatingFile.begin(path, start, clock.getAsLong());
            files = following;
            if (known.isEmpty()) {
                // lines that are added from now on are delivered, also if this process ends before it reads any
                save(following);
            }
        }
        return following;
    }

    private void drain(RotatingFile following, TailedFile followed, boolean last)
            throws IOException, InterruptedException {
        while (closing.getCount() > 0) {
            try {
                TailedFile.LineBatch batch = followed.read(last);
                if (batch.lines().isEmpty()) {
                    return;
                }
                deliver(batch);
                followed.acknowledge(batch);
                delivered += batch.lines().size();
            } catch (IOException | InterruptedException | RuntimeException e) {
                followed.rewind();
                throw e;
            }
            idleSince.replace(followed.file(), clock.getAsLong());
            save(following);
        }
    }

    private void deliver(TailedFile.LineBatch batch) throws IOException, InterruptedException {
        try {
            sink.deliver(batch.lines()).toCompletableFuture().get(DELIVERY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("lines were not stored: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("lines were not stored within " + DELIVERY.toSeconds() + " s", e);
        }
    }

    private void endIdle(RotatingFile following) throws IOException, InterruptedException {
        long now = clock.getAsLong();
        List<TailedFile> earlier = following.earlier();
        idleSince.keySet().retainAll(earlier.stream().map(TailedFile::file).toList());
        for (TailedFile followed : earlier) {
            long since = idleSince.computeIfAbsent(followed.file(), file -> now);
            if (now - since >= IDLE_MILLIS) {
                drain(following, followed, true);
                idleSince.put(followed.file(), now);
                if (following.isSuperseded(followed)) {
                    following.finish(followed);
                }
                save(following);
            }
        }
    }

    private void save(RotatingFile following) throws IOException {
        following.checkpoint(clock.getAsLong()).save(checkpoint);
    }

    private void closeFiles() {
        RotatingFile following = files;
        files = null;
        if (following != null) {
            try {
                following.close();
            } catch (IOException e) {
                LOG.warn("{}: closing failed", path, e);
            }
        }
    }

    /**
     * Where to begin in a file that is already there and has no checkpoint yet. A file that appears later is read from its
     * beginning.
     */
    public enum StartPosition {
        BEGINNING,
        /** After its last complete line: old lines are not delivered. */
        END
    }

    /**
     * How far a tail is.
     *
     * @param behind bytes of the files that are not delivered yet, including a last line without a line feed
     * @param delivered lines delivered since the start of the process
     * @param problem why the tail can't read or deliver; empty: it can. A file that is not there is no problem
     */
    public record TailStatus(long behind, long delivered, String problem) {}
}
