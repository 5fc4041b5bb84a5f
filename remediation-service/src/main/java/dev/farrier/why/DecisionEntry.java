package dev.farrier.why;

import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;

/**
 * One decision of the policy on the target.
 *
 * @param time epoch milliseconds
 * @param until when it is looked at again, epoch milliseconds; 0: not by time
 * @param detail for people; may be empty
 */
public record DecisionEntry(long time, Verdict verdict, Reason reason, String rung, long until, String detail)
        implements HistoryEntry {}
