package dev.farrier.simulation;

import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeBuilder;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import java.util.List;

/** All steps and probes end the same way. {@code confirm} always confirms. */
public enum AssumedOutcomes implements CommandOutcomes {
    SUCCESS,
    FAILURE;

    private static final String WORKER = "replay";

    @Override
    public List<Outcome> of(Command command, Incident incident, long at) {
        return finished(command, at, command.purpose() == Purpose.CONFIRM || this == SUCCESS, "");
    }

    /** A worker claims the command and finishes it at the same moment. */
    public static List<Outcome> finished(Command command, long at, boolean succeeded, String output) {
        return List.of(
                outcome(command, OutcomeKind.CLAIMED, at, -1, ""),
                succeeded
                        ? outcome(command, OutcomeKind.SUCCEEDED, at, 0, output)
                        : outcome(command, OutcomeKind.FAILED, at, 1, output));
    }

    private static Outcome outcome(Command command, OutcomeKind kind, long at, int exitCode, String output) {
        return OutcomeBuilder.builder()
                .command(command.id())
                .incident(command.incident())
                .site(command.site())
                .worker(WORKER)
                .kind(kind)
                .at(at)
                .exitCode(exitCode)
                .output(output)
                .detail("assumed")
                .build();
    }
}
