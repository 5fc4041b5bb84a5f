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
 * Follows one file. Every complete line is handed over at least once; what has been acknowledged is remembered in a
 * checkpoint, so that a restart goes on behind it. A line that comes twice comes under the same origin.
 */
public final class FileTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileTail.class);

    /** Between two looks at a file that has nothing new. */
    static final Duration POLL = Duration.ofMillis(200);

    /** After a look that failed. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private static final Duration DELIVERY = Duration.ofSeconds(30);

    /** What a rotated file ends with is a line, with or without line feed, after this long. */
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

    /** Stops and waits for it. What is not acknowledged by then is handed over again after the next start. */
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
        forget();
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
                LOG.warn("{} can't be followed at the moment, trying again: {}", path, problem, e);
            }
            status = new TailStatus(status.behind(), delivered, problem);
            return RETRY;
        }
    }

    /** One look: hands over everything complete that is there. */
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
                // from here on what is added is news, also if this process ends before it sees any
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

    private void forget() {
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

    /** Where to begin in a file that is there already and of which nothing is known yet. One that appears later is read whole. */
    public enum StartPosition {
        BEGINNING,
        /** Behind its last complete line: what is old is not news. */
        END
    }

    /**
     * How far a tail is.
     *
     * @param behind bytes that are there and not yet handed over, a last line without line feed included
     * @param delivered lines handed over since the start of the process
     * @param problem what keeps it from reading or handing over; empty: nothing. A file that is not there is no problem
     */
    public record TailStatus(long behind, long delivered, String problem) {}
}
