package dev.farrier.effect;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long something took, each time. A share of the times, such as 95 %, is the smallest of them that at least so many do not
 * exceed: it is one of them, also when there are few.
 */
public record Times(List<Duration> sorted) {
    public Times {
        sorted = sorted.stream().sorted().toList();
    }

    /** Empty: it never happened. */
    public Optional<Duration> median() {
        return percentile(50);
    }

    /** Empty: it never happened. */
    public Optional<Duration> p95() {
        return percentile(95);
    }

    private Optional<Duration> percentile(int share) {
        int rank = (sorted.size() * share + 99) / 100;
        return rank == 0 ? Optional.empty() : Optional.of(sorted.get(rank - 1));
    }
}
