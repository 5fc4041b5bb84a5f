package dev.farrier.policy.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * A script for policies: what is said when, how what is done ends, and what must come of it.
 *
 * @param place where it stands, for reports
 * @param start the time of {@code at: 0s}
 * @param resources names of the only resources there are; empty: all of the bundle
 * @param outcomes action or step name → how its commands end; the rest succeeds
 * @param steps by time; those of one time in the order in which they are written
 */
public record PolicyTest(
        String name,
        Place place,
        Instant start,
        Set<String> resources,
        SortedMap<String, Assumed> outcomes,
        List<Step> steps) {
    public PolicyTest {
        resources = Set.copyOf(resources);
        outcomes = java.util.Collections.unmodifiableSortedMap(new java.util.TreeMap<>(outcomes));
        steps = List.copyOf(steps);
    }

    /** @param line from 1 */
    public record Place(String file, int line, int column) {
        @Override
        public String toString() {
            return file + ":" + line + ":" + column;
        }
    }

    /**
     * How a command ends, at once.
     *
     * @param output what it prints; for {@code {steps.ID.output}} and {@code when}
     */
    public record Assumed(boolean good, String output) {
        public static final Assumed SUCCESS = new Assumed(true, "");
    }

    /** What the script does at one time. */
    public sealed interface Step {
        /** Since the start. */
        Duration at();

        /** A source says this. */
        record Say(Duration at, TestEvent event) implements Step {}

        /** From now on commands end so. */
        record Assume(Duration at, SortedMap<String, Assumed> outcomes) implements Step {}

        /** From now on these sources are silent, or speak again: whether silence proves anything depends on it. */
        record Sources(Duration at, Set<String> silent, Set<String> alive) implements Step {}

        /** Everything is halted, or goes on. */
        record Halt(Duration at, boolean halted) implements Step {}

        /**
         * What has happened since the last expectation, up to now. Commands and escalations must be exactly those listed, in
         * order; of detections, decisions and resolutions only those listed are asked for.
         */
        record Expect(Duration at, List<Expected> expected, Place place) implements Step {}
    }
}
