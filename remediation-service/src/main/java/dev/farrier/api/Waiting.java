package dev.farrier.api;

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

    /** @throws Problem 503 when it fails or is not done by then */
    public static void until(CompletionStage<Void> stored, Deadline deadline) {
        try {
            stored.toCompletableFuture().get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            LOG.warn("Not stored, the sender is asked to try again: {}", said(e));
            LOG.debug("Not stored", e);
            throw Problem.unavailable("could not be stored: " + said(e) + "; try again");
        } catch (TimeoutException e) {
            LOG.warn("Not stored within {}, the sender is asked to try again", deadline.within());
            throw Problem.unavailable("Kafka does not answer: not known to be stored after "
                    + deadline.within().toSeconds() + " s; try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("shutting down; try again");
        }
    }

    private static String said(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
