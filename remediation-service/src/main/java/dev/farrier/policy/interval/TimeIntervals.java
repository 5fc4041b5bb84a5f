package dev.farrier.policy.interval;

import java.util.List;

/**
 * One document {@code kind: TimeIntervals}: a moment belongs to it when it belongs to any of its entries.
 *
 * @param entries at least one
 */
public record TimeIntervals(String name, List<TimeInterval> entries) {
    public TimeIntervals {
        entries = List.copyOf(entries);
    }

    boolean contains(long at) {
        return entries.stream().anyMatch(entry -> entry.contains(at));
    }

    /** Whether every moment belongs to it because one of its entries has no limit. */
    public boolean isAlways() {
        return entries.stream().anyMatch(TimeInterval::isAlways);
    }
}
