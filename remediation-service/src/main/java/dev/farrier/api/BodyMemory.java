package dev.farrier.api;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds what has come of the bodies that are on their way. Nobody waits for memory that a slow sender keeps: when it runs out,
 * the slowest gives way, a stranger before who has shown a token. Thread-safe.
 */
final class BodyMemory {
    private final long limit;
    private long used;
    private final List<Received> receiving = new ArrayList<>();

    BodyMemory(long limit) {
        this.limit = limit;
    }

    /**
     * A body begins.
     *
     * @param known whether its sender has shown a token
     * @param now in nanoseconds, of any clock
     */
    synchronized Received begin(boolean known, long now) {
        Received received = new Received(known, now);
        receiving.add(received);
        return received;
    }

    /** One body. */
    final class Received implements AutoCloseable {
        private final boolean known;
        private final long since;
        private @Nullable ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int held;

        private Received(boolean known, long since) {
            this.known = known;
            this.since = since;
        }

        /** @throws Problem 503 when this is the one that gives way, or has given way already */
        void add(byte[] from, int length, long now) {
            synchronized (BodyMemory.this) {
                if (bytes != null) {
                    held += length;
                    used += length;
                }
                while (used > limit && bytes != null) {
                    slowest(now).giveWay();
                }
                stillHere().write(from, 0, length);
            }
        }

        /** All of it has come: from now on it does not give way. */
        byte[] whole() {
            synchronized (BodyMemory.this) {
                byte[] whole = stillHere().toByteArray();
                receiving.remove(this);
                bytes = null;
                return whole;
            }
        }

        private ByteArrayOutputStream stillHere() {
            if (bytes == null) {
                throw Problem.unavailable("too many large requests at once, and this was the slowest; try again");
            }
            return bytes;
        }

        /** Frees what it holds. */
        @Override
        public void close() {
            synchronized (BodyMemory.this) {
                giveWay();
            }
        }

        private void giveWay() {
            receiving.remove(this);
            used -= held;
            held = 0;
            bytes = null;
        }

        private double bytesPerNano(long now) {
            return held / (double) Math.max(1, now - since);
        }
    }

    /** Of those that hold anything; who asks is among them. */
    private Received slowest(long now) {
        return receiving.stream()
                .filter(each -> each.held > 0)
                .min(Comparator.<Received, Boolean>comparing(each -> each.known)
                        .thenComparingDouble(each -> each.bytesPerNano(now)))
                .orElseThrow();
    }
}
