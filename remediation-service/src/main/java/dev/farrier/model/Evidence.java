package dev.farrier.model;

import java.util.SortedMap;

/**
 * Evidence about a group that has fired; sent when it changes, at most once a second.
 *
 * @param lastMatch event time of the newest event that matched, epoch milliseconds; 0 when none is known
 * @param clearedAt event time at which the symptom ended (alerts all resolved, a clearing match, a heartbeat again); 0
 *     while it has not, and again once the symptom is back
 */
public record Evidence(String policy, SortedMap<String, String> group, long lastMatch, long clearedAt, int partition)
        implements DeciderInput {
    public Evidence {
        group = Labels.copyOf(group);
    }
}
