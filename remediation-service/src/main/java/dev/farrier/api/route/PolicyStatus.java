package dev.farrier.api.route;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counters of one policy in this process, since its start.
 *
 * @param mode as it is written in a policy
 * @param matched events that match and have every label that it groups by; 0 without the role ingest
 * @param detections that the decider has handled; 0 without the role core
 * @param conditionFailed events on which a {@code where} failed; they do not match
 * @param failure the last failure of a {@code where}; null: none
 * @param labelMissing label → events that match but lack it
 * @param leftOut reason → events that its detector dropped; {@code group-forgotten} because of its {@code maxGroups}
 */
public record PolicyStatus(
        String name,
        String mode,
        long matched,
        long detections,
        long conditionFailed,
        @Nullable ConditionFailure failure,
        SortedMap<String, Long> labelMissing,
        SortedMap<String, Long> leftOut) {
    public PolicyStatus {
        labelMissing = new TreeMap<>(labelMissing);
        leftOut = new TreeMap<>(leftOut);
    }

    /**
     * @param error for people
     * @param at epoch milliseconds
     */
    public record ConditionFailure(String error, long at) {}
}
