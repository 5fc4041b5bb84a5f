package dev.farrier.why;

import dev.farrier.model.StandingHalt;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Why a policy did, or did not, act on a target.
 *
 * @param unknown for a target that is in no inventory, the end of the message, e.g. {@code : did you mean 'mb-01'?}; else null
 * @param at the moment asked about, epoch milliseconds
 * @param sources the policy's sources, sorted by name
 * @param unreadable events topic → how many of its records could not be read
 * @param missing topics that do not exist
 * @param alternatives in the order of the policy
 * @param withoutGroup label → how many matching events lack it, and so have no group
 * @param failed events on which the condition failed; null: none
 * @param halts that were ordered by then and hold it back still, the widest scope first
 * @param progress of the detector, for each group, e.g. {@code 3 of 5 matches within 2m}
 * @param detections when the detector fired for this target, epoch milliseconds, oldest first, the newest 20
 * @param history decisions, escalations and ends of incidents, oldest first, the newest 20
 */
public record WhyAnswer(
        String policy,
        String target,
        @Nullable String unknown,
        long at,
        List<SourceResult> sources,
        SortedMap<String, Long> unreadable,
        SortedSet<String> missing,
        List<AlternativeResult> alternatives,
        SortedMap<String, Long> withoutGroup,
        @Nullable ConditionFailures failed,
        List<StandingHalt> halts,
        String progress,
        List<Long> detections,
        List<HistoryEntry> history) {

    /**
     * Events on which a {@code where} failed, which counts as no match.
     *
     * @param events about any target
     * @param error on the last of them, for people
     * @param last event time of the last of them, epoch milliseconds
     */
    public record ConditionFailures(long events, long ofTarget, String error, long last) {}

    /**
     * @param events of this source that were read
     * @param unreadable records of the source's own topic that could not be read
     * @param ofTarget events about the target, whether they match or not
     * @param last event time of the newest one, epoch milliseconds; 0: none came
     */
    public record SourceResult(String source, long events, long unreadable, long ofTarget, long last) {}

    /**
     * @param events of its sources about the target
     * @param matched how many of them the alternative matches
     * @param last event time of the newest match, epoch milliseconds; 0: none
     */
    public record AlternativeResult(
            String alternative, long events, long matched, long last, List<ConditionResult> conditions) {}

    /**
     * One matcher, or the condition, by itself.
     *
     * @param matched on how many of the events about the target it holds
     */
    public record ConditionResult(String text, long matched) {}
}
