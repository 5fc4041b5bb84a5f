package dev.farrier.api;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nothing is answered with 2xx before it is stored. */
public final class Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);

    private Waiting() {}

    /** @throws Problem 503 when it fails or takes longer */
    public static void until(CompletionStage<Void> stored, Duration timeout) {
        try {
            stored.toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            LOG.warn("Not stored, the sender is asked to try again", e.getCause());
            throw Problem.unavailable("could not be stored: " + e.getCause());
        } catch (TimeoutException e) {
            LOG.warn("Not stored within {}, the sender is asked to try again", timeout);
            throw Problem.unavailable("not known to be stored after " + timeout.toSeconds() + " s; try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("shutting down; try again");
        }
    }
}
