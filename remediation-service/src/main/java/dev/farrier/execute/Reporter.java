package dev.farrier.execute;

import dev.farrier.model.WorkerReport;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Says what the worker can take: every five seconds, and at once when it changes. */
final class Reporter {
    static final long EVERY = 5_000;

    private final OutcomeLog log;
    private final Timing timing;
    private @Nullable WorkerReport last;
    private CompletableFuture<Void> sent = CompletableFuture.completedFuture(null);
    private long sentAt;

    Reporter(OutcomeLog log, Timing timing) {
        this.log = log;
        this.timing = timing;
    }

    void report(WorkerReport now) {
        long at = timing.monotonicMillis();
        boolean failed = sent.isCompletedExceptionally();
        if (!now.equals(last) || failed || at - sentAt >= EVERY) {
            last = now;
            sentAt = at;
            sent = log.send(now);
        }
    }
}
