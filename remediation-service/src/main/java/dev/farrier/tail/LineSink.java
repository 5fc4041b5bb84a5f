package dev.farrier.tail;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where lines go. */
@FunctionalInterface
public interface LineSink {
    /**
     * Takes a batch, in the file's order, at most 1 MiB or one line. A stage that completes normally means: stored, and
     * these lines need not be read again. After one that fails they are handed over again, under the same origins.
     */
    CompletionStage<Void> deliver(List<TailedLine> batch);
}
