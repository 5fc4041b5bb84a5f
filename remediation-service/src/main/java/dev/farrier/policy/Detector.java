package dev.farrier.policy;

import dev.farrier.model.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What pattern of matches is a failure. A window is {@code (t − within, t]}. */
public sealed interface Detector {
    /** How long the topic of signals keeps what detectors count, unless its configuration was changed. */
    Duration KEPT = Duration.ofDays(3);

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

    /**
     * A group that has been silent for this long, while its sources are alive. Once until it speaks again.
     *
     * @param expected resources with these labels are groups from the beginning, also if they never speak; empty: a group is
     *     who spoke
     */
    record Absence(Set<String> of, Duration forTime, SortedMap<String, String> expected) implements Detector {
        public Absence {
            of = Set.copyOf(of);
            expected = Labels.copyOf(expected);
        }

        /** Of those who spoke. */
        public Absence(Set<String> of, Duration forTime) {
            this(of, forTime, Labels.empty());
        }
    }

    /**
     * Fires on the event at which more than this share of the events within the window meets {@code of}, and again only
     * after it was not so.
     *
     * @param over what is counted as the whole: events that meet any of these or of {@code of}
     * @param above 0 to 1
     * @param atLeast with fewer events it is not so, 1 to 10,000
     */
    record Ratio(Set<String> of, Set<String> over, double above, Duration within, int atLeast) implements Detector {
        public Ratio {
            of = Set.copyOf(of);
            over = Set.copyOf(over);
        }

        @Override
        public Set<String> alternatives() {
            Set<String> all = new TreeSet<>(of);
            all.addAll(over);
            return all;
        }
    }

    /**
     * Fires on the event at which a number made of the values within the window is beyond a bound, and again only after it
     * was not so. Events without a value are left out.
     *
     * @param above true: beyond is greater; false: beyond is less
     */
    record Aggregate(Set<String> of, AggregateFunction fn, boolean above, double bound, Duration within)
            implements Detector {
        public Aggregate {
            of = Set.copyOf(of);
        }
    }

    /** Percentiles are those of the nearest rank: of n values in order the ⌈p ÷ 100 · n⌉th. */
    enum AggregateFunction {
        AVG,
        MIN,
        MAX,
        SUM,
        P50,
        P90,
        P99;

        /** 50 for {@link #P50}; 0 for what is no percentile. */
        public int percent() {
            return switch (this) {
                case P50 -> 50;
                case P90 -> 90;
                case P99 -> 99;
                case AVG, MIN, MAX, SUM -> 0;
            };
        }
    }

    /**
     * Fires when a symptom has lasted for so long: from the first match on, without anything that clears it, until the
     * clocks of its sources have passed. Once until it was cleared. What clears it is the policy's {@link Clearing}.
     */
    record Sustained(Set<String> of, Duration forTime) implements Detector {
        public Sustained {
            of = Set.copyOf(of);
        }
    }

    /**
     * Fires on the event whose value is further from the mean of those before it than so many standard deviations, and
     * again only after one that is not. Events without a value are left out.
     *
     * @param sigmas 1 to 100
     * @param baseline how far back the values count that it is compared with, itself not among them
     */
    record Deviation(Set<String> of, double sigmas, Duration baseline) implements Detector {
        public Deviation {
            of = Set.copyOf(of);
        }
    }
}
