package dev.farrier.stream.runtime;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Finds transactions that were open for their whole timeout, by comparing successive looks. Only time between looks that follow
 * each other closely counts, so a process that was paused ends nobody's transaction. Not thread-safe.
 */
final class TransactionAges {
    /** A longer gap between two looks was a pause of this process or of Kafka. */
    static final long GAP_NANOS = TimeUnit.SECONDS.toNanos(6);

    /**
     * An open transaction.
     *
     * @param startedAt epoch milliseconds, by the broker's clock; a producer has one transaction at a time, so this tells it
     *     from the next one
     * @param timeoutMillis after which the broker may abort it
     */
    record OpenTransaction(String transactionalId, long producerId, long startedAt, long timeoutMillis) {}

    private final Map<OpenTransaction, Long> firstSeen = new HashMap<>();
    private long lastLook;

    /**
     * @param now nanoseconds, monotonic
     * @param open all that are open now
     * @return those whose timeout has passed since this was first asked about them
     */
    Set<OpenTransaction> expired(long now, Set<OpenTransaction> open) {
        if (now - lastLook > GAP_NANOS) {
            firstSeen.clear();
        }
        lastLook = now;
        firstSeen.keySet().retainAll(open);
        Set<OpenTransaction> expired = new HashSet<>();
        for (OpenTransaction transaction : open) {
            long since = firstSeen.computeIfAbsent(transaction, first -> now);
            if (now - since >= TimeUnit.MILLISECONDS.toNanos(transaction.timeoutMillis())) {
                expired.add(transaction);
            }
        }
        return expired;
    }
}
