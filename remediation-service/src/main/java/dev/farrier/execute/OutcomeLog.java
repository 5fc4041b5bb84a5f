package dev.farrier.execute;

import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import org.jspecify.annotations.Nullable;

/** Where outcomes are written, those of one command in order; and what the worker's own tail of it has shown so far. */
public interface OutcomeLog {

    /**
     * Returns when the outcome is durable. May be called by many threads.
     *
     * @throws NotTaken when it is not known to be, after some seconds; it may stand there all the same, so who tries
     *     again may write it twice
     */
    void append(Outcome outcome) throws NotTaken, InterruptedException;

    /** The first CLAIMED or REVOKED of a command; null: none has been read yet. It never changes once it is there. */
    @Nullable
    Claim first(String commandId);

    /** As {@link #first}, but waits up to {@code millis} for it. */
    @Nullable
    Claim await(String commandId, long millis) throws InterruptedException;

    /** True once everything that stood on the log when the worker started has been read. */
    boolean caughtUp();

    /**
     * @param worker who claims: a worker with its incarnation, or {@code decider}
     * @param kind {@link OutcomeKind#CLAIMED} or {@link OutcomeKind#REVOKED}
     * @param appendedAt the log's own time of the record, epoch milliseconds
     */
    record Claim(String worker, OutcomeKind kind, long appendedAt) {
        public boolean isBy(String who) {
            return kind == OutcomeKind.CLAIMED && worker.equals(who);
        }
    }

    final class NotTaken extends Exception {
        public NotTaken(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
