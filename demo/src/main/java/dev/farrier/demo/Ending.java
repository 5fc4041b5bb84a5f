package dev.farrier.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be ended at the end, the youngest first; also when the end comes while things are still being started. */
final class Ending implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private volatile boolean ended;

    /** Ends it at once when the end has come already. */
    synchronized <T extends AutoCloseable> T add(T part) {
        if (ended) {
            end(part);
            throw new IllegalStateException("the demo is ending");
        }
        parts.push(part);
        return part;
    }

    /** All are ended, whatever one of them says. Does nothing the second time. */
    @Override
    public void close() {
        ended = true;
        synchronized (this) {
            while (!parts.isEmpty()) {
                end(parts.pop());
            }
        }
    }

    boolean hasBegun() {
        return ended;
    }

    private static void end(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.error("could not end {}", part.getClass().getSimpleName(), e);
        }
    }
}
