package dev.farrier.policy;

import java.time.Duration;
import java.util.Set;

/** What pattern of matches is a failure. {@code of} always names the alternatives that count, at least one. */
public sealed interface Detector {
    Set<String> of();

    /** Every match is a detection. */
    record Each(Set<String> of) implements Detector {
        public Each {
            of = Set.copyOf(of);
        }
    }

    /**
     * Fires on the event that makes {@code count} events in the half-open window {@code (t − within, t]}, then counts afresh.
     *
     * @param count 1 to 10,000
     */
    record Threshold(Set<String> of, int count, Duration within) implements Detector {
        public Threshold {
            of = Set.copyOf(of);
        }
    }

    /** A group that spoke and has been silent for this long, while its source is alive. Once until it speaks again. */
    record Absence(Set<String> of, Duration forTime) implements Detector {
        public Absence {
            of = Set.copyOf(of);
        }
    }
}
