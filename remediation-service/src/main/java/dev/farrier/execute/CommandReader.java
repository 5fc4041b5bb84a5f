package dev.farrier.execute;

import dev.farrier.model.SignedCommand;
import java.util.List;

/**
 * The commands that are addressed to this incarnation of the worker, from where the topic ended at its start. Signatures are not
 * checked here. One thread polls.
 */
public interface CommandReader {
    TopicProgress progress();

    /** All that have been read, in order; waits up to {@code millis} for the first, also while Kafka can't be read. */
    List<SignedCommand> poll(long millis) throws InterruptedException;
}
