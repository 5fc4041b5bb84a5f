package dev.farrier.execute;

import dev.farrier.model.SignedCommand;
import java.util.List;

/**
 * The commands that are addressed to this incarnation of the worker, from where the topic ended when it started: nobody can
 * have addressed it before. Who wrote them is not looked at here. One thread polls.
 */
public interface CommandReader {
    TopicProgress progress();

    /** All that have come, in order; waits up to {@code millis} for the first. Trouble with Kafka is waited out in here. */
    List<SignedCommand> poll(long millis) throws InterruptedException;
}
