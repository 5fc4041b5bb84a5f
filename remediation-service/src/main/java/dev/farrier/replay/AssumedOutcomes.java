package dev.farrier.replay;

import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import java.util.List;

/** How every step and probe ends, since nothing is run. What was found is always confirmed. */
public enum AssumedOutcomes implements CommandOutcomes {
    SUCCESS,
    FAILURE;

    private static final String WORKER = "replay";

    /** The claim of a worker, and the end, both at once. */
    @Override
    public List<Outcome> of(Command command, Incident incident, long at) {
        boolean assumed = command.purpose() == Purpose.CONFIRM;
        boolean good = assumed || this == SUCCESS;
        return List.of(
                outcome(command, OutcomeKind.CLAIMED, at, -1),
                outcome(command, good ? OutcomeKind.SUCCEEDED : OutcomeKind.FAILED, at, good ? 0 : 1));
    }

    /** A page always goes out. */
    static List<Outcome> delivered(Command command, long at) {
        return List.of(outcome(command, OutcomeKind.CLAIMED, at, -1), outcome(command, OutcomeKind.SUCCEEDED, at, 0));
    }

    private static Outcome outcome(Command command, OutcomeKind kind, long at, int exitCode) {
        return new Outcome(command.id(), command.incident(), command.site(), WORKER, kind, at, exitCode, "", "assumed");
    }
}
