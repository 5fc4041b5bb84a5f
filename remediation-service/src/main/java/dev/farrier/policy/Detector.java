package dev.farrier.policy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What pattern of matches is a failure. A window is {@code (t − within, t]}. */
public sealed interface Detector {
    /** Alternatives of {@code match} whose events count, at least one. */
    Set<String> of();

    /** All alternatives that it looks at. */
    default Set<String> alternatives() {
        return of();
    }

    /** Every match is a detection. */
    record Each(Set<String> of) implements Detector {
        public Each {
            of = Set.copyOf(of);
        }
    }

    /**
     * Fires on the event that makes {@code count} events within the window, then counts afresh.
     *
     * @param count 1 to 10,000
     */
    record Threshold(Set<String> of, int count, Duration within) implements Detector {
        public Threshold {
            of = Set.copyOf(of);
        }
    }

    /**
     * Fires on the event that makes {@code count} different values of the label within the window, then counts afresh.
     *
     * @param label events without it are left out
     * @param count 2 to 1,000
     */
    record Distinct(Set<String> of, String label, int count, Duration within) implements Detector {
        public Distinct {
            of = Set.copyOf(of);
        }
    }

    /**
     * Fires on the event that ends a sequence: one event for each step, one after the other, all within the window, and
     * between the first and the last none that meets {@code unless}. Then it counts afresh.
     *
     * @param steps 2 to 10; each is alternatives of which one has to be met
     * @param unless may be empty; an event that meets it is no step
     */
    record Sequence(List<Set<String>> steps, Duration within, Set<String> unless) implements Detector {
        public Sequence {
            steps = steps.stream().map(Set::copyOf).toList();
            unless = Set.copyOf(unless);
        }

        @Override
        public Set<String> of() {
            return steps.stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
        }

        @Override
        public Set<String> alternatives() {
            Set<String> all = of();
            all.addAll(unless);
            return all;
        }
    }

    /** Fires on the event with which each alternative was met within the window, in any order; then counts afresh. */
    record All(Set<String> of, Duration within) implements Detector {
        public All {
            of = Set.copyOf(of);
        }
    }

    /**
     * Fires on the event that makes so many transitions within the window, then counts afresh. A transition is an alert
     * that begins or ends; of other events, one that meets another alternative than the one before it did.
     *
     * @param transitions 2 to 1,000
     */
    record Flapping(Set<String> of, int transitions, Duration within) implements Detector {
        public Flapping {
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
