package dev.farrier.execute;

import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.WorkerReport;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The site's topic of outcomes and heartbeats: the worker writes to it, and reads the claims back. */
public interface OutcomeLog {
    TopicProgress progress();

    /**
     * Returns when Kafka has the outcome. May be called by many threads.
     *
     * @throws AppendFailedException when Kafka has not confirmed it after some seconds; it may have it all the same, so trying again
     *     may write it twice
     */
    void append(Outcome outcome) throws AppendFailedException, InterruptedException;

    /** Does not wait. */
    CompletableFuture<Void> send(Outcome outcome);

    /** Does not wait. */
    CompletableFuture<Void> send(WorkerReport report);

    /** The first CLAIMED or REVOKED of a command; null: none has been read yet. Once read it never changes. */
    @Nullable
    Claim firstClaim(String commandId);

    /** Sets who is called with each first claim or revocation, by the thread that reads; before anything is claimed. */
    void onFirstClaim(ClaimListener listener);

    /** Which other process uses this worker's identity, or a later incarnation of it; null: none. */
    @Nullable
    String identityConflict();

    @FunctionalInterface
    interface ClaimListener {
        /** Must not block. */
        void onFirstClaim(String commandId, Claim claim);
    }

    /**
     * @param incident of the command
     * @param worker the claimant: {@code <id>#<incarnation>}, or {@code decider}
     * @param kind {@link OutcomeKind#CLAIMED} or {@link OutcomeKind#REVOKED}
     * @param appendedAt the log's own time of the record, epoch milliseconds
     */
    record Claim(String incident, String worker, OutcomeKind kind, long appendedAt) {
        public boolean isBy(String who) {
            return kind == OutcomeKind.CLAIMED && worker.equals(who);
        }
    }

    final class AppendFailedException extends Exception {
        public AppendFailedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
