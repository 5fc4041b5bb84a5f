package dev.farrier.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes parts in reverse order of their start; also when the shutdown begins while parts are still starting. */
final class ShutdownStack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownStack.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private volatile boolean ended;

    /** Closes the part at once when the shutdown has begun. */
    synchronized <T extends AutoCloseable> T add(T part) {
        if (ended) {
            end(part);
            throw new IllegalStateException("the demo is ending");
        }
        parts.push(part);
        return part;
    }

    /** Closes all parts, even if one of them fails. Closing twice does nothing. */
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
            LOG.error("cannot stop {}", part.getClass().getSimpleName(), e);
        }
    }
}
