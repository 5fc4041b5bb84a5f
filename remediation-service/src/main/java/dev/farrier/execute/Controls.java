package dev.farrier.execute;

import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.StandingHalt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The halts and cancellations of the site, as far as the worker has read them. */
public interface Controls {
    TopicProgress progress();

    /**
     * Whether a record since this worker's start says that the site is halted, or that it is not. Kafka may have deleted older
     * records, so before that the worker does not know.
     */
    boolean confirmedSinceStart();

    /** The halts in force, the widest scope first. */
    List<StandingHalt> halts();

    /** Null: neither the command nor its incident has been cancelled. */
    Control.@Nullable Cancelled cancellation(Command command);
}
