package dev.farrier.execute;

import dev.farrier.model.SignedCommand;
import org.jspecify.annotations.Nullable;

/**
 * Hands each command to some worker that asks. It is no fence: a command may come twice, here and elsewhere, and the
 * claim decides. All methods but {@link #wakeup} are called by one thread.
 */
public interface CommandQueue extends AutoCloseable {

    /**
     * The next command, or null when none has come within {@code millis}, or after a {@link #wakeup}. The one before it
     * must have been accepted, released or rejected. Trouble with Kafka is waited out in here, not thrown.
     */
    @Nullable
    Delivery poll(long millis) throws InterruptedException;

    /** Ends a poll that waits, or the next one. May be called by any thread. */
    void wakeup();

    /** Releases what was not acknowledged. */
    @Override
    void close();

    /** One hand-out of one command. Exactly one of its three methods is called, once. None waits for Kafka's answer. */
    interface Delivery {
        /** Null when the record could not be read. */
        @Nullable
        SignedCommand command();

        /** Where it stands, for the log. */
        String origin();

        /** It is dealt with: nobody needs to see it again. */
        void accept();

        /** Somebody else may have it, at once. */
        void release();

        /** It can't be read by anybody. */
        void reject();
    }
}
