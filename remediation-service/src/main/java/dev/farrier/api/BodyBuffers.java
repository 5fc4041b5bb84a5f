package dev.farrier.api;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory for bodies that are being received. When it runs out, the slowest sender's body is dropped, that of a sender without a
 * token first, so that nobody waits for slow senders. Thread-safe.
 */
final class BodyBuffers {
    private final long limit;
    private long used;
    private final List<BodyBuffer> buffers = new ArrayList<>();

    BodyBuffers(long limit) {
        this.limit = limit;
    }

    /**
     * Begins to receive a body.
     *
     * @param known whether its sender has shown a token
     * @param now in nanoseconds, of any clock
     */
    synchronized BodyBuffer open(boolean known, long now) {
        BodyBuffer received = new BodyBuffer(known, now);
        buffers.add(received);
        return received;
    }

    /** One body. */
    final class BodyBuffer implements AutoCloseable {
        private final boolean known;
        private final long since;
        private @Nullable ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int size;

        private BodyBuffer(boolean known, long since) {
            this.known = known;
            this.since = since;
        }

        /** @throws HttpProblem 503 when this body is the one that is dropped, now or before */
        void add(byte[] from, int length, long now) {
            synchronized (BodyBuffers.this) {
                if (bytes != null) {
                    size += length;
                    used += length;
                }
                while (used > limit && bytes != null) {
                    slowest(now).drop();
                }
                stillHere().write(from, 0, length);
            }
        }

        /** The whole body; from now on it is not dropped. */
        byte[] whole() {
            synchronized (BodyBuffers.this) {
                byte[] whole = stillHere().toByteArray();
                buffers.remove(this);
                bytes = null;
                return whole;
            }
        }

        private ByteArrayOutputStream stillHere() {
            if (bytes == null) {
                throw HttpProblem.unavailable("too many large requests at once, and this was the slowest; try again");
            }
            return bytes;
        }

        /** Frees its memory. */
        @Override
        public void close() {
            synchronized (BodyBuffers.this) {
                drop();
            }
        }

        private void drop() {
            buffers.remove(this);
            used -= size;
            size = 0;
            bytes = null;
        }

        private double bytesPerNano(long now) {
            return size / (double) Math.max(1, now - since);
        }
    }

    /** Of those that hold memory; there is at least one. */
    private BodyBuffer slowest(long now) {
        return buffers.stream()
                .filter(each -> each.size > 0)
                .min(Comparator.<BodyBuffer, Boolean>comparing(each -> each.known)
                        .thenComparingDouble(each -> each.bytesPerNano(now)))
                .orElseThrow();
    }
}
