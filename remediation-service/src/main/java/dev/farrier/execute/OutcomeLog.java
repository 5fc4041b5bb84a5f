package dev.farrier.execute;

import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.WorkerReport;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where outcomes and reports are written, all in one order; and what the worker's own reading of it has shown so far. */
public interface OutcomeLog {
    TopicProgress progress();

    /**
     * Returns when the outcome is durable. May be called by many threads.
     *
     * @throws NotTaken when it is not known to be, after some seconds; it may stand there all the same, so who tries
     *     again may write it twice
     */
    void append(Outcome outcome) throws AppendFailedException, InterruptedException;

    /** The same without waiting. */
    CompletableFuture<Void> send(Outcome outcome);

    /** As {@link #send(Outcome)}. */
    CompletableFuture<Void> send(WorkerReport report);

    /** The first CLAIMED or REVOKED of a command; null: none has been read yet. It never changes once it is there. */
    @Nullable
    Claim firstClaim(String commandId);

    /** Who is told of each first claim or revocation when it is read, by the thread that reads; to be set before any claim. */
    void onFirstClaim(ClaimListener listener);

    /** Why this worker is not the only one that speaks with its identity, or not the last; null: it is. */
    @Nullable
    String identityConflict();

    @FunctionalInterface
    interface ClaimListener {
        /** Must not block. */
        void onFirstClaim(String commandId, Claim claim);
    }

    /**
     * @param incident of the command
     * @param worker who claims: {@code <id>#<incarnation>}, or {@code decider}
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
