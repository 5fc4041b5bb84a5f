package dev.farrier.tail;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Stores the lines of a tail. */
@FunctionalInterface
public interface LineSink {
    /**
     * Stores a batch of lines, in the file's order: about 1 MiB of them, or one line. When the stage completes normally,
     * they are stored, and the tail does not read them again. When it fails, the tail delivers them again, under the same
     * origins.
     */
    CompletionStage<Void> deliver(List<TailedLine> batch);
}
