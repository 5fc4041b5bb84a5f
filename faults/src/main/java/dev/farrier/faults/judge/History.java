package dev.farrier.faults.judge;

import java.util.List;

/**
 * The history of a run, as the judge reads it when the run is over: from the topics, and from the files that the
 * actions have written. All times are epoch milliseconds.
 *
 * @param events those that report a symptom and were acknowledged
 */
public record History(
        List<SymptomEvent> events,
        List<Firing> detections,
        List<IgnoredDetection> ignored,
        List<IncidentSummary> incidents,
        List<IssuedCommand> commands,
        List<CommandOutcome> outcomes,
        List<LostCommand> losses,
        List<ActionExecution> runs,
        List<PagerCall> calls) {
    public History {
        events = List.copyOf(events);
        detections = List.copyOf(detections);
        ignored = List.copyOf(ignored);
        incidents = List.copyOf(incidents);
        commands = List.copyOf(commands);
        outcomes = List.copyOf(outcomes);
        losses = List.copyOf(losses);
        runs = List.copyOf(runs);
        calls = List.copyOf(calls);
    }

    /** One policy's symptom on one machine. */
    public record Subject(String policy, String host) {
        @Override
        public String toString() {
            return policy + " on " + host;
        }
    }

    /** An event that reports a symptom. */
    public record SymptomEvent(String id, Subject subject) {}

    /**
     * A detector fired.
     *
     * @param at when the decider took it in
     * @param events ids of those behind it
     */
    public record Firing(Subject subject, long at, List<String> events) {}

    /** A recorded reason why a detection opened no incident. */
    public record IgnoredDetection(Subject subject, long at) {}

    /**
     * An incident as it stands at the end.
     *
     * @param escalatedAt when a person was to be called for the first time; 0: never
     * @param closedAt 0: it is not over
     * @param call the call that stands for it, perhaps for others too; empty: none does
     */
    public record IncidentSummary(
            String id,
            Subject subject,
            String state,
            String reason,
            long openedAt,
            long escalatedAt,
            long closedAt,
            String call) {}

    /**
     * A command that changes something.
     *
     * @param rung with its incident it says which rung; with the step, which step
     */
    public record IssuedCommand(
            String command,
            int attempt,
            String incident,
            Subject subject,
            String rung,
            String step,
            long issuedAt,
            long startBy) {}

    /** One outcome of a command. */
    public record CommandOutcome(String command, CommandOutcomeKind kind, long at) {}

    /** The kinds of outcomes that the judge distinguishes. */
    public enum CommandOutcomeKind {
        CLAIMED,
        SUCCEEDED,
        /** Another end of what was started. */
        ENDED,
        /** It was never started. */
        NEVER_STARTED,
        /** It was, and nobody knows how it ended. */
        UNKNOWN,
        OTHER
    }

    /** The decider declared a command lost. */
    public record LostCommand(String command, long at) {}

    /**
     * One execution of an action: one or two lines of the ledger.
     *
     * @param end 0: it has written none
     */
    public record ActionExecution(String command, Subject subject, long start, long end) {}

    /** One call of a person, as the pager recorded it. */
    public record PagerCall(String incident, long at) {}
}
