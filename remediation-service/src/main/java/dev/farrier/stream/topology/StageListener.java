package dev.farrier.stream.topology;

import dev.farrier.decide.Decider;
import dev.farrier.decide.state.Effect;
import dev.farrier.detect.DropCounter;
import dev.farrier.ingest.IngestResult;
import dev.farrier.match.MatchListener;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.StandingHalt;
import java.util.List;

/**
 * Receives what each stage did with its input, for metrics. Called on the stream threads, so an implementation must not block.
 *
 * <p>When to worry. Each record read by ingest ends as events, as events dropped by the source's own rules, or as a dead letter:
 * alert when dead letters ({@link #deadLetter}, {@link #unreadable}) grow, for then a format or schema does not fit. Most events
 * match no policy, so the difference between events and matches says nothing; but each {@link #labelMissing}, {@link
 * #conditionFailed} and {@link DropCounter.DropReason} is a match from which no detection can come: alert on their rate. {@link #passedOver}
 * loses nothing: a newer heartbeat was sent in its place.
 */
public interface StageListener extends MatchListener, DropCounter {
    /** Ignores everything. */
    StageListener NONE = new StageListener() {};

    /** Ingest has read one record of the source. */
    default void read(String source, IngestResult read) {}

    /**
     * Ingest has sent a record to the dead letters.
     *
     * @param source empty when not even that is known
     */
    default void deadLetter(String source) {}

    /**
     * How the event times of a source compared with append times since the last call; once a second.
     *
     * @param fine events that were neither
     * @param late events appended more than 5 min after their time, or more than the source allows
     * @param future events appended more than 1 min before their time
     * @param furthest the largest difference among those, milliseconds
     */
    default void times(String source, long fine, long late, long future, long furthest) {}

    /**
     * The newest event time that an ingest task has read of a source; once a second.
     *
     * @param time epoch milliseconds, never later than the append time; 0: none was read yet
     */
    default void watermark(String source, long time) {}

    /** An event matches these policies, all with the same group. */
    default void matched(MatchedEvent matched) {}

    /** A heartbeat was not sent, because a newer one of its group was: only absences wait for it. */
    default void passedOver(String source) {}

    @Override
    default void count(DropReason reason, String policy) {}

    /**
     * Intake has sent a record to the dead letters.
     *
     * @param topic where it stands
     */
    default void unreadable(String topic) {}

    /** The decider has taken one input; its effects follow. */
    default void input(DeciderInput input) {}

    default void effect(Effect effect) {}

    /**
     * The decider's state at each tick.
     *
     * @param now the tick's record time, epoch milliseconds
     */
    default void standing(Decider decider, long now) {}

    /** The decider's task has come to this process, or starts again: this is its state. */
    default void restored(Decider decider) {}

    /** The decider's task has left this process, or starts again: what {@link #standing} reported no longer holds. */
    default void taskClosed() {}

    /** A Streams application, or one of its threads, has failed and is started again. */
    default void restarting(String application) {}

    /** @param halts those in force, the widest scope first. Called at start and after each order */
    default void halted(List<StandingHalt> halts) {}
}
