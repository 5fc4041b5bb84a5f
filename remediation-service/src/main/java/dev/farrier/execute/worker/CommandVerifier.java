package dev.farrier.execute.worker;

import dev.farrier.execute.record.CommandSignature;
import dev.farrier.execute.record.RunStore.NewRun;
import dev.farrier.execute.worker.Admission.Refusal;
import dev.farrier.model.Command;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.SignedCommand;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks who signed a command and for which worker. */
final class CommandVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(CommandVerifier.class);

    private final WorkerContext context;

    CommandVerifier(WorkerContext context) {
        this.context = context;
    }

    /** @param refusal null: somebody trusted has signed it for this worker */
    record VerifiedCommand(NewRun run, @Nullable Refusal refusal) {
        Command command() {
            return run.command();
        }
    }

    /** Null: the bytes do not even say which command it is. */
    @Nullable
    VerifiedCommand verify(SignedCommand signed) {
        Optional<String> problem = CommandSignature.problem(signed, context.trusted());
        Command command;
        try {
            command = context.codec().command(signed.command());
        } catch (IllegalArgumentException e) {
            LOG.error("a command signed with key {} can't be read: {}", signed.keyId(), e.getMessage());
            return null;
        }
        Refusal refusal = null;
        if (problem.isPresent()) {
            refusal = new Refusal(RefusalReason.NOT_TRUSTED, problem.get());
        } else if (!command.worker().equals(context.me())) {
            refusal = new Refusal(RefusalReason.NOT_FOR_ME, "it is for " + command.worker());
        }
        return new VerifiedCommand(new NewRun(command, signed.command()), refusal);
    }
}
