package dev.farrier.decide.command;

import dev.farrier.decide.context.AuditRecords;
import dev.farrier.model.CommandResultBuilder;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Texts;

/** What an incident's history keeps of a command that has ended. */
public final class CommandResults {
    private static final int MAX_OUTPUT = 2_000;

    private CommandResults() {}

    public static Incident.CommandResult of(String rung, String step, Purpose purpose, Outcome outcome) {
        boolean good = outcome.kind() == OutcomeKind.SUCCEEDED;
        return CommandResultBuilder.builder()
                .rung(rung)
                .step(step)
                .purpose(purpose)
                .command(outcome.command())
                .kind(outcome.kind())
                .exitCode(outcome.exitCode())
                .detail(AuditRecords.clip(outcome.detail()))
                .output(good ? "" : Texts.end(outcome.output().strip(), MAX_OUTPUT))
                .at(outcome.at())
                .build();
    }
}
