package dev.farrier.execute;

import dev.farrier.model.Control;
import org.jspecify.annotations.Nullable;

/** The halts and cancellations of this site, as far as they have been read. */
public interface Controls {

    /** Every control appended before this moment has been read, epoch milliseconds; 0: not even the old ones yet. */
    long readUpTo();

    /** The halt in force; null: none. */
    Control.@Nullable Halted halt();

    /** Null: the command has not been cancelled. */
    Control.@Nullable Cancelled cancellation(String commandId);
}
