package dev.farrier.app;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes the components of the service: the slow ones in parallel, then all others, the newest first. */
public final class Closer {
    private static final Logger LOG = LoggerFactory.getLogger(Closer.class);
    private static final Duration QUICK = Duration.ofSeconds(1);

    private final List<AutoCloseable> slow = new ArrayList<>();
    private final Deque<AutoCloseable> quick = new ArrayDeque<>();

    /** A component that waits for running work when it is closed. */
    public synchronized <T extends AutoCloseable> T slow(T part) {
        slow.add(part);
        return part;
    }

    /** A component that the slow ones use until they are closed. */
    public synchronized <T extends AutoCloseable> T quick(T part) {
        quick.push(part);
        return part;
    }

    /** Closes everything; logs what has not ended in time, and leaves it. */
    public synchronized void close(Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        List<Thread> ending = new ArrayList<>();
        slow.forEach(part -> ending.add(start("farrier-stop-" + name(part), () -> close(part))));
        ending.forEach(thread -> join(thread, deadline - QUICK.toNanos()));
        List<AutoCloseable> last = List.copyOf(quick);
        join(start("farrier-stop", () -> last.forEach(Closer::close)), deadline);
        slow.clear();
        quick.clear();
    }

    private static Thread start(String name, Runnable task) {
        return Thread.ofPlatform().daemon().name(name).start(task);
    }

    private static void join(Thread thread, long deadline) {
        try {
            long left = deadline - System.nanoTime();
            if (left <= 0 || !thread.join(Duration.ofNanos(left))) {
                LOG.warn("Thread {} did not end in time", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("Closing {} failed", name(part), e);
        }
    }

    private static String name(AutoCloseable part) {
        return part.getClass().getSimpleName();
    }
}
