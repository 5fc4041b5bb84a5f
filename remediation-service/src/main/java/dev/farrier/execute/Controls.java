package dev.farrier.execute;

import dev.farrier.model.Command;
import dev.farrier.model.Control;
import org.jspecify.annotations.Nullable;

/** The halts and cancellations of this site, as far as they have been read. */
public interface Controls {
    TopicProgress progress();

    /**
     * Whether somebody has said, since this worker started, that the site is halted or that it is not. Older words may have
     * been deleted, so before that nobody knows.
     */
    boolean confirmedSinceStart();

    /** The halt in force; null: none. */
    Control.@Nullable Halted halt();

    /** Null: the command has not been cancelled, nor its incident. */
    Control.@Nullable Cancelled cancellation(Command command);
}
