package dev.farrier.policy;

import dev.farrier.policy.text.Template;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One way to fix it. The next one is tried only if this one did not help.
 *
 * @param confirm looked at before the first step; null: nothing is
 * @param steps at least one
 * @param rollback run, best effort, when a step failed whose {@code onFailure} says so
 */
public record Rung(
        String name, Risk risk, @Nullable Probe confirm, List<Step> steps, List<Step> rollback, Verify verify) {
    public Rung {
        steps = List.copyOf(steps);
        rollback = List.copyOf(rollback);
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
     * @param when CEL over the outcomes of earlier steps; empty: always
     */
    public record Step(
            String id, Task task, Duration timeout, int retries, Duration backoff, String when, OnFailure onFailure) {}

    /** What a step does. */
    public sealed interface Task {
        /** A named Action with values for its parameters. */
        record ActionCall(String action, SortedMap<String, Template> with) implements Task {}

        record ProbeWait(Probe probe, Duration every) implements Task {}
    }

    /**
     * One HTTP question and the expected answer.
     *
     * @param status 0: any of 200–299
     * @param body expected body after trimming; null: any
     */
    public record Probe(Template url, int status, @Nullable String body) {}

    /**
     * How it is known that the rung helped.
     *
     * @param within it must be known so long after the last step's end, else the rung did not help
     * @param settle for so long after the last step's end matches and detections say nothing against the rung: what was
     *     broken still says so for a moment. What says that it is over counts at once
     */
    public record Verify(RecoveryCheck check, Duration within, Duration settle) {
        /** Where a policy does not say it. */
        public static final Duration DEFAULT_WITHIN = Duration.ofMinutes(10);
    }

    /** By events, or by asking. */
    public sealed interface RecoveryCheck {
        record ByEvents(Clearing clearing) implements RecoveryCheck {}

        /** @param forTime the answer must stay as expected this long; zero: once is enough */
        record ByProbe(Probe probe, Duration forTime) implements RecoveryCheck {}
    }
}
