package dev.farrier.policy.yaml.test;

import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.order.MaintenanceSelector;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A script for policies: which events come when, how commands end, and what must come of it.
 *
 * @param place where the test stands, for reports
 * @param start the time of {@code at: 0s}
 * @param resources names of the only resources that exist; empty: all resources of the bundle
 * @param outcomes name of an action or step → how its commands end; the rest succeeds
 * @param steps by time; those of one time in the order in which they are written
 */
public record PolicyTest(
        String name,
        TestPlace place,
        Instant start,
        Set<String> resources,
        SortedMap<String, AssumedOutcome> outcomes,
        List<ScriptStep> steps) {
    public PolicyTest {
        resources = Set.copyOf(resources);
        outcomes = Collections.unmodifiableSortedMap(new TreeMap<>(outcomes));
        steps = List.copyOf(steps);
    }

    /** @param line from 1 */
    public record TestPlace(String file, int line, int column) {
        @Override
        public String toString() {
            return file + ":" + line + ":" + column;
        }
    }

    /**
     * How a command ends, at once.
     *
     * @param output what the command prints; for {@code {steps.ID.output}} and {@code when}
     */
    public record AssumedOutcome(boolean succeeded, String output) {
        public static final AssumedOutcome SUCCESS = new AssumedOutcome(true, "");
    }

    /** What the script does at one time. */
    public sealed interface ScriptStep {
        /** Since the start. */
        Duration at();

        /** A source sends this event. */
        record EmitEvent(Duration at, TestEvent event) implements ScriptStep {}

        /** From now on commands end this way. */
        record SetOutcomes(Duration at, SortedMap<String, AssumedOutcome> outcomes) implements ScriptStep {}

        /** From now on these sources are silent, or alive again: it decides whether silence proves anything. */
        record SetSources(Duration at, Set<String> silent, Set<String> alive) implements ScriptStep {}

        /** An operator halts everything, or resumes. */
        record SetHalt(Duration at, boolean halted) implements ScriptStep {}

        /** A person acknowledges that this policy has stopped itself. */
        record Acknowledge(Duration at, String policy) implements ScriptStep {}

        /** A person acknowledges that this storm breaker has tripped. */
        record AcknowledgeBreaker(Duration at, String breaker) implements ScriptStep {}

        /**
         * A person says yes or no to a rung that is asked about.
         *
         * @param target of the incident that asks
         * @param by with all roles
         */
        record AnswerApproval(Duration at, String target, String by, boolean approves, TestPlace place)
                implements ScriptStep {}

        /** A person silences incidents for some time. */
        record AddSilence(Duration at, IncidentMatchers matchers, Duration length) implements ScriptStep {}

        /** A person puts resources in maintenance for some time. */
        record BeginMaintenance(Duration at, MaintenanceSelector selector, Duration length) implements ScriptStep {}

        /**
         * What must have happened since the last expectation. Commands and escalations must be exactly those listed, in
         * order; of detections, decisions and resolutions those that are not listed are ignored.
         */
        record Expect(Duration at, List<Expectation> expected, TestPlace place) implements ScriptStep {}
    }
}
