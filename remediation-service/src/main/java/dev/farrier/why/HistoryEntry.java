package dev.farrier.why;

import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;

/** A decision of the policy on the target, the answer of a person, or the end of an incident. */
public sealed interface HistoryEntry {
    /** Epoch milliseconds. */
    long time();

    /**
     * The decider decided for the first time, or anew, whether to act.
     *
     * @param until when it decides again, epoch milliseconds; 0: no time is set
     * @param detail for people; may be empty
     */
    record DecisionEntry(long time, Verdict verdict, Reason reason, String rung, long until, String detail)
            implements HistoryEntry {}

    /**
     * A person has answered, or has not, whether a rung may start.
     *
     * @param incident its id
     * @param detail for people: who, and why
     */
    record AnswerEntry(long time, String incident, Reason reason, String detail) implements HistoryEntry {}

    /**
     * An incident was resolved, cancelled, or escalated to a person; or one that was resolved has relapsed and is open again.
     *
     * @param incident its id
     * @param detail for people; may be empty
     */
    record EndEntry(long time, String incident, IncidentState state, Reason reason, String detail)
            implements HistoryEntry {}
}
