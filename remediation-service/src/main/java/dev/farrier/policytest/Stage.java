package dev.farrier.policytest;

import dev.farrier.policy.test.PolicyTest.Assumed;
import dev.farrier.policy.test.TestEvent;
import dev.farrier.replay.ReplayLine;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** Where a test is played: everything between an event and a command, with a clock that only the script moves. */
public interface Stage extends AutoCloseable {

    /**
     * Lets time pass up to here, with all that becomes due on the way.
     *
     * @param time epoch milliseconds, never before the last one
     */
    void advanceTo(long time);

    /**
     * A source says this now.
     *
     * @throws UnreadableEventException when the source can't read it
     */
    void say(TestEvent event) throws UnreadableEventException;

    /** From now on commands of these actions and steps end so. */
    void assume(SortedMap<String, Assumed> outcomes);

    /** From now on these sources are not heard. */
    void silence(Set<String> sources);

    /** From now on these sources are heard again. */
    void revive(Set<String> sources);

    void halt(boolean halted);

    /** What has happened since the last call, in order. */
    List<ReplayLine> happened();

    /** On which events a {@code where} has failed or a label is missing, since the last call, in order. */
    List<Miss> missed();

    @Override
    void close();

    /** What was said is no record of its source. */
    final class UnreadableEventException extends Exception {
        private static final long serialVersionUID = 1L;

        public UnreadableEventException(String message) {
            super(message);
        }
    }
}
