package dev.farrier.faults.takeover;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * What one kill has cost. Milliseconds; {@link #NEVER}: not seen as long as was waited.
 *
 * @param decision from the kill to the first decision on an event that was sent after it
 * @param detection from the kill until every partition of the dead process had detected an event that was sent after it
 * @param detectionWait the longest that an event waited for its detection on partitions that only survivors have
 * @param decisionWait the longest that such an event waited for its decision
 */
record TakeoverTimes(long decision, long detection, long detectionWait, long decisionWait) {
    static final long NEVER = Long.MAX_VALUE;

    /** @param events those sent from a moment before the kill on; younger than {@code until} they may still be on their way */
    static TakeoverTimes of(List<EventTimes> events, Spread before, String victim, long killed, long until) {
        List<EventTimes> after =
                events.stream().filter(event -> event.sent() > killed).toList();
        Predicate<EventTimes> ofDead = event -> victim.equals(before.read().get(event.read()))
                || victim.equals(before.detect().get(event.group()));
        long detection = Math.max(
                lastToDetect(after, before.read(), EventTimes::read, victim, killed),
                lastToDetect(after, before.detect(), EventTimes::group, victim, killed));
        List<EventTimes> ofSurvivors = events.stream()
                .filter(ofDead.negate())
                .filter(event -> event.sent() <= until)
                .toList();
        return new TakeoverTimes(
                first(after, EventTimes::decided, killed),
                detection,
                longest(ofSurvivors, EventTimes::detected),
                longest(ofSurvivors, EventTimes::decided));
    }

    boolean isWithin(long millis) {
        return List.of(decision, detection, detectionWait, decisionWait).stream()
                .allMatch(time -> time <= millis);
    }

    private static long lastToDetect(
            List<EventTimes> events,
            Map<Integer, String> owners,
            ToIntFunction<EventTimes> partition,
            String victim,
            long killed) {
        return owners.keySet().stream()
                .filter(number -> victim.equals(owners.get(number)))
                .map(number -> events.stream()
                        .filter(event -> partition.applyAsInt(event) == number)
                        .toList())
                .filter(some -> !some.isEmpty())
                .mapToLong(some -> first(some, EventTimes::detected, killed))
                .max()
                .orElse(0);
    }

    private static long first(List<EventTimes> events, ToLongFunction<EventTimes> when, long since) {
        return events.stream()
                .mapToLong(when)
                .filter(at -> at > 0)
                .map(at -> at - since)
                .min()
                .orElse(NEVER);
    }

    private static long longest(List<EventTimes> events, ToLongFunction<EventTimes> when) {
        return events.stream()
                .mapToLong(event -> when.applyAsLong(event) == 0 ? NEVER : when.applyAsLong(event) - event.sent())
                .max()
                .orElse(0);
    }
}
