package dev.farrier.execute;

import dev.farrier.model.Command;
import java.nio.file.Path;

/** Runs actions of one type. One instance runs many at once, each on a thread of its own. */
public interface ActionRunner {

    /**
     * Blocks until the action has ended or is left running. An action that can't be started is a failed {@link ActionResult}, not
     * an exception.
     */
    ActionResult run(ActionRun run) throws InterruptedException;

    /** Takes up an action that an earlier incarnation of this worker has started. */
    ActionResult resume(ActionRun run) throws InterruptedException;

    /** One action as the worker sees it. A runner asks {@link #cancelled} and {@link #shuttingDown} about every 100 ms. */
    interface ActionRun {
        Command command();

        /** Absolute; for the runner's files. The worker deletes it when the outcome is delivered. */
        Path directory();

        /** Epoch milliseconds; {@code maxRun} counts from here, also after a restart. */
        long startedAt();

        /**
         * Milliseconds left to start the action: what the worker has read of halts and cancellations is good for five seconds.
         * When none are left, the runner returns {@link ActionResult.NotStarted}.
         */
        long beginWithin();

        /** Whether the runner must end the action now. */
        boolean cancelled();

        /** Whether the worker shuts down, and the runner must leave the action. */
        boolean shuttingDown();

        /** One line of progress, for people; sent with the next progress record. */
        void report(String line);
    }
}
