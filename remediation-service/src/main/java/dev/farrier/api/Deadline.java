package dev.farrier.api;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a request must be answered, whatever has to be waited for until then.
 *
 * @param within how long that was when it was set, for people
 */
public record Deadline(Duration within, long nanoTime) {
    private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);

    public static Deadline in(Duration within) {
        return new Deadline(within, System.nanoTime() + within.toNanos());
    }

    /** Zero when it has passed. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    /**
     * Waits until Kafka has stored something: no request is answered with 2xx before that.
     *
     * @throws HttpProblem 503 when storing fails or is not done by then
     */
    public void await(CompletionStage<Void> stored) {
        try {
            stored.toCompletableFuture().get(left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            String cause = message(e);
            LOG.warn("Events not stored; the sender is asked to try again: {}", cause);
            LOG.debug("Not stored", e);
            throw HttpProblem.unavailable("could not be stored: " + cause + "; try again");
        } catch (TimeoutException e) {
            LOG.warn("Events not stored within {}; the sender is asked to try again", within);
            throw HttpProblem.unavailable(
                    "Kafka does not answer: not known to be stored after " + within.toSeconds() + " s; try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HttpProblem.unavailable("shutting down; try again");
        }
    }

    private static String message(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
