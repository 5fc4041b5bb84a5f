package dev.farrier.api;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How one policy fares in this process, since it was started.
 *
 * @param mode as it is written in a policy
 * @param matched events that met its match and have every label that it groups by; 0 where nothing is ingested
 * @param detections that were decided upon; 0 where nothing is decided
 * @param conditionFailed events on which a {@code where} failed, which counts as no match
 * @param failure the last of them; null when there was none
 * @param labelMissing label → events that met its match but lack it
 * @param leftOut reason → what its detector left out; {@code group-forgotten} because of its {@code maxGroups}
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
