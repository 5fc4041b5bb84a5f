package dev.farrier.repository;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports each change of a policy directory. It reads the files and compares them: a ConfigMap changes behind a link, of which
 * the file system sends no notification.
 */
public final class PolicyWatcher implements AutoCloseable {
    public static final Duration EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(PolicyWatcher.class);
    private static final Duration SETTLE = Duration.ofMillis(200);

    private final Path directory;
    private final Duration every;
    private final Consumer<Contents> onChange;
    private @Nullable Contents reported;
    private @Nullable Contents changing;
    private @Nullable Thread thread;

    /**
     * @param every pause between two polls
     * @param onChange called on the watcher's thread with every new state of the directory, the first one included, also
     *     when it has problems; when it throws, it is called again after the next poll
     */
    public PolicyWatcher(Path directory, Duration every, Consumer<Contents> onChange) {
        this.directory = directory;
        this.every = every;
        this.onChange = onChange;
    }

    /** Begins to watch, on a daemon thread of its own. */
    public synchronized void start() {
        if (thread != null) {
            throw new IllegalStateException("already started");
        }
        thread = Thread.ofPlatform().daemon().name("policy-watcher").start(this::run);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                poll();
                Duration pause = changing == null || every.compareTo(SETTLE) < 0 ? every : SETTLE;
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A change counts when two polls in a row have read the same: a half-done copy is no commit. */
    void poll() {
        Contents now = PolicyDirectory.read(directory);
        if (now.equals(reported)) {
            changing = null;
            return;
        }
        if (!now.equals(changing)) {
            changing = now;
            return;
        }
        try {
            onChange.accept(now);
            reported = now;
            changing = null;
        } catch (RuntimeException e) {
            LOG.warn("Cannot load the changed policy directory {}; trying again", directory, e);
        }
    }

    /** Waits for a callback that is running; none comes afterwards. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
