package dev.farrier.why;

import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;

/**
 * An incident of the policy on the target was resolved, cancelled, or given to a person.
 *
 * @param time epoch milliseconds
 * @param incident its id
 * @param detail for people; may be empty
 */
public record EndEntry(long time, String incident, IncidentState state, Reason reason, String detail)
        implements HistoryEntry {}
