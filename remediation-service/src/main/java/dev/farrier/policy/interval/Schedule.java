package dev.farrier.policy.interval;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When a policy or a rung may act: within one of the active intervals, if there are any, and within none of the muting ones. As
 * {@code mute_time_intervals} and {@code active_time_intervals} of an Alertmanager route.
 */
public record Schedule(List<TimeIntervals> mute, List<TimeIntervals> active) {
    public static final Schedule ALWAYS = new Schedule(List.of(), List.of());

    /** How far ahead an opening is looked for. */
    private static final Duration HORIZON = Duration.ofDays(5 * 366);

    public Schedule {
        mute = List.copyOf(mute);
        active = List.copyOf(active);
    }

    /** @param at epoch milliseconds; so in all that follows */
    public boolean isOpen(long at) {
        return mute.stream().noneMatch(intervals -> intervals.contains(at))
                && (active.isEmpty() || active.stream().anyMatch(intervals -> intervals.contains(at)));
    }

    /** Why it is not open then: one line for people. */
    public String whyClosed(long at) {
        List<String> muting = mute.stream()
                .filter(intervals -> intervals.contains(at))
                .map(TimeIntervals::name)
                .toList();
        return muting.isEmpty()
                ? "it is no time of " + names(active)
                : "it is a time of " + String.join(" and ", muting);
    }

    /** The first moment after {@code at} at which it is open; when there is none within five years, their end. */
    public long nextOpening(long at) {
        long horizon = at + HORIZON.toMillis();
        long next = nextBoundary(at);
        while (next < horizon && !isOpen(next)) {
            next = nextBoundary(next);
        }
        return Math.min(next, horizon);
    }

    /** Whether it was closed at any moment of this span, both ends included. */
    public boolean wasClosed(long from, long to) {
        if (mute.isEmpty() && active.isEmpty()) {
            return false;
        }
        for (long at = from; at <= to; at = nextBoundary(at)) {
            if (!isOpen(at)) {
                return true;
            }
        }
        return false;
    }

    /** When it holds something back, for {@code policy explain}; empty: never. */
    public List<String> explain() {
        return Stream.of(
                        mute.isEmpty() ? "" : "it is a time of " + names(mute) + ": waits for its end",
                        active.isEmpty() ? "" : "it is no time of " + names(active) + ": waits for one")
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private long nextBoundary(long at) {
        return Stream.concat(mute.stream(), active.stream())
                .flatMap(intervals -> intervals.entries().stream())
                .mapToLong(entry -> entry.nextBoundary(at))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static String names(List<TimeIntervals> intervals) {
        return intervals.stream().map(TimeIntervals::name).collect(Collectors.joining(" or "));
    }
}
