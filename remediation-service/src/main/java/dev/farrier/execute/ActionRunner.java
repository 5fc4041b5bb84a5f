package dev.farrier.execute;

import dev.farrier.model.Command;
import java.nio.file.Path;

/** Does actions of some type. One instance does many at once, each on a thread of its own. */
public interface ActionRunner {

    /**
     * Does it, and blocks until it has ended or is left. What can't be started is a failed {@link ActionResult}, not an
     * exception.
     */
    ActionResult run(ActionRun run) throws InterruptedException;

    /** Goes on with one that an earlier incarnation of this worker had started when it died or left. */
    ActionResult resume(ActionRun run) throws InterruptedException;

    /** One run, and what passes between it and the worker. The questions are cheap; to be asked every 100 ms or so. */
    interface ActionRun {
        Command command();

        /** Its own, absolute; for the runner's files. It is deleted once the outcome is delivered. */
        Path directory();

        /** Epoch milliseconds; {@code maxRun} counts from here, also after a restart. */
        long startedAt();

        /**
         * Milliseconds within which it must begin: longer ago the worker does not know whether it still may. What comes too
         * late ends as {@link ActionResult.NotStarted}.
         */
        long beginWithin();

        /** End it now. */
        boolean cancelled();

        /** The worker goes: leave it. */
        boolean shuttingDown();

        /** One line for people about how far it is; the next progress record carries it. */
        void report(String line);
    }
}
