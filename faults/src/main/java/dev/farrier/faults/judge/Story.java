package dev.farrier.faults.judge;

import java.util.List;

/**
 * Everything that is known of a run when it is over, in the judge's own words: from the topics, and from the files that the
 * actions have written. All times are epoch milliseconds.
 *
 * @param events those that report a symptom and were acknowledged
 */
public record Story(
        List<Reported> events,
        List<Fired> detections,
        List<Ignored> ignored,
        List<Case> incidents,
        List<Order> commands,
        List<Said> outcomes,
        List<Loss> losses,
        List<Run> runs,
        List<Call> calls) {
    public Story {
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

    /** An event. */
    public record Reported(String id, Subject subject) {}

    /**
     * A detector fired.
     *
     * @param at when the decider took it in
     * @param events ids of those behind it
     */
    public record Fired(Subject subject, long at, List<String> events) {}

    /** A recorded reason why a detection opened no incident. */
    public record Ignored(Subject subject, long at) {}

    /**
     * An incident as it stands at the end.
     *
     * @param escalatedAt when a person was to be called for the first time; 0: never
     * @param closedAt 0: it is not over
     * @param call the call that stands for it, perhaps for others too; empty: none does
     */
    public record Case(
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
    public record Order(
            String command,
            int attempt,
            String incident,
            Subject subject,
            String rung,
            String step,
            long issuedAt,
            long startBy) {}

    /** What was said of a command. */
    public record Said(String command, Kind kind, long at) {}

    /** What the judge tells apart. */
    public enum Kind {
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

    /** The decider gave a command's worker up. */
    public record Loss(String command, long at) {}

    /**
     * One line or two of the actions' ledger.
     *
     * @param end 0: it has written none
     */
    public record Run(String command, Subject subject, long start, long end) {}

    /** One line of the pager's. */
    public record Call(String incident, long at) {}
}
