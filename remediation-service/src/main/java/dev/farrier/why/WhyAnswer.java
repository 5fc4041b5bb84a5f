package dev.farrier.why;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Why a policy did, or did not, act on a target.
 *
 * @param unknown what to say of a target that is in no inventory, e.g. {@code : did you mean 'mb-01'?}; null: it is in one
 * @param at the moment asked about, epoch milliseconds
 * @param sources the policy's sources, sorted by name
 * @param unreadable topic of all sources' events → how many records there are no event, whoever sent them
 * @param missing topics that there are not: what they would tell is not known
 * @param alternatives in the order of the policy
 * @param withoutGroup label → how many matches lack it, and so join no group
 * @param failed on how many events its condition failed; null: on none
 * @param progress how far the detector was, e.g. {@code 3 of 5 matches within 2m}; of several groups each by itself
 * @param detections times at which it fired for this target, epoch milliseconds, oldest first, the newest 20
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
        String progress,
        List<Long> detections,
        List<HistoryEntry> history) {

    /**
     * Events on which a {@code where} failed, which counts as no match.
     *
     * @param events about whichever target
     * @param error of the last one, for people
     * @param last event time of it, epoch milliseconds
     */
    public record ConditionFailures(long events, long ofTarget, String error, long last) {}

    /**
     * @param events of this source up to the moment, as far back as was read
     * @param unreadable records of its own topic that are no event of it
     * @param ofTarget those that are about the target, whether they match or not
     * @param last event time of the newest one, epoch milliseconds; 0: none came
     */
    public record SourceResult(String source, long events, long unreadable, long ofTarget, long last) {}

    /**
     * @param events of its sources about the target
     * @param met how many met it whole
     * @param last event time of the newest match, epoch milliseconds; 0: none
     */
    public record AlternativeResult(
            String alternative, long events, long met, long last, List<ConditionResult> conditions) {}

    /**
     * One matcher, or the condition, by itself.
     *
     * @param held on how many of the events about the target
     */
    public record ConditionResult(String text, long held) {}
}
