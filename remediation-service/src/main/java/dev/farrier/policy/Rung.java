package dev.farrier.policy;

import dev.farrier.policy.action.ActionDefinition.Undo;
import dev.farrier.policy.action.OutputPlace;
import dev.farrier.policy.interval.Schedule;
import dev.farrier.policy.text.Template;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One way to remedy a symptom. The decider tries the next rung only if this one did not help.
 *
 * @param confirm asked before the first step; null: no probe
 * @param steps at least one
 * @param rollback run, best effort, when a step failed whose {@code onFailure} says so
 * @param schedule when it may start
 * @param approval who must say yes first; null: nobody, unless the policy's mode asks
 */
public record Rung(
        String name,
        Risk risk,
        @Nullable Probe confirm,
        List<Step> steps,
        List<Step> rollback,
        Verify verify,
        Schedule schedule,
        @Nullable Approval approval) {
    public Rung {
        steps = List.copyOf(steps);
        rollback = List.copyOf(rollback);
    }

    /** Whom it asks when it asks: by its own {@code approval}, else as {@code mode: approve} of the policy does. */
    public Approval approvalOrDefault() {
        return approval == null ? Approval.DEFAULT : approval;
    }

    /** How much a rung can break: decides the default guards. */
    public enum Risk {
        HARMLESS,
        DISRUPTIVE,
        DESTRUCTIVE
    }

    public enum OnFailure {
        NEXT_RUNG,
        CONTINUE,
        ROLLBACK
    }

    /**
     * @param id unique within the rung; {@code steps.<id>.output} refers to it
     * @param timeout maxRun of its command
     * @param retries how often a failed step is tried again, 0 to 10
     * @param backoff pause before each retry
     * @param jitter at most so much is added to the pause
     * @param when CEL over the outcomes of earlier steps; empty: always
     * @param undoneBy instead of the action's own; null: that one, if it has one
     * @param outputs name → where it stands in what the step has printed; {@code steps.<id>.outputs.<name>} refers to it
     */
    public record Step(
            String id,
            Task task,
            Duration timeout,
            int retries,
            Duration backoff,
            String when,
            OnFailure onFailure,
            @Nullable Undo undoneBy,
            Duration jitter,
            SortedMap<String, OutputPlace> outputs) {
        /** What its action declares undoes it. */
        public Step(
                String id,
                Task task,
                Duration timeout,
                int retries,
                Duration backoff,
                String when,
                OnFailure onFailure) {
            this(id, task, timeout, retries, backoff, when, onFailure, null, Duration.ZERO, new TreeMap<>());
        }
    }

    /** What a step does. */
    public sealed interface Task {
        /** A named Action with values for its parameters. */
        record ActionCall(String action, SortedMap<String, Template> with) implements Task {}

        record ProbeWait(Probe probe, Duration every) implements Task {}
    }

    /**
     * One HTTP GET request and the expected answer.
     *
     * @param status 0: any of 200–299
     * @param body expected body after trimming; null: any
     */
    public record Probe(Template url, int status, @Nullable String body) {}

    /**
     * How the decider finds out whether the rung helped.
     *
     * @param within the time from the end of the last step in which the recovery must be known; else the rung did not help
     * @param settle the time from the end of the last step in which matches and detections do not count against the rung, since
     *     what was broken still reports failures for a moment. Signs of recovery count at once
     */
    public record Verify(RecoveryCheck check, Duration within, Duration settle) {
        /** {@link #within} of a rung that names none. */
        public static final Duration DEFAULT_WITHIN = Duration.ofMinutes(10);
    }

    /** By events, or by a probe. */
    public sealed interface RecoveryCheck {
        record ByEvents(Clearing clearing) implements RecoveryCheck {}

        /** @param forTime the answer must stay as expected this long; zero: once is enough */
        record ByProbe(Probe probe, Duration forTime) implements RecoveryCheck {}
    }
}
