package dev.farrier.execute;

import dev.farrier.execute.Admission.Refusal;
import dev.farrier.execute.record.CommandSignature;
import dev.farrier.execute.record.RecordBytes;
import dev.farrier.execute.record.Runs.NewRun;
import dev.farrier.execute.record.TrustedKeys;
import dev.farrier.model.Command;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.SignedCommand;
import dev.farrier.model.WorkerInstance;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stands in a record of the commands' topic: looked at only after its signature. */
final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final WorkerInstance me;
    private final TrustedKeys trusted;
    private final RecordBytes bytes;

    Inbox(WorkerInstance me, TrustedKeys trusted, RecordBytes bytes) {
        this.me = me;
        this.trusted = trusted;
        this.bytes = bytes;
    }

    /** @param refusal null: it is what somebody trusted has signed for this worker */
    record Opened(NewRun run, @Nullable Refusal refusal) {}

    /** Null: it does not even say which command it is. */
    @Nullable
    Opened open(SignedCommand signed) {
        Optional<String> problem = CommandSignature.problem(signed, trusted);
        Command command;
        try {
            command = bytes.command(signed.command());
        } catch (IllegalArgumentException e) {
            LOG.error("a command signed with key {} can't be read: {}", signed.keyId(), e.getMessage());
            return null;
        }
        NewRun run = new NewRun(command, signed.command());
        if (problem.isPresent()) {
            return new Opened(run, new Refusal(RefusalReason.NOT_TRUSTED, problem.get()));
        }
        if (!command.worker().equals(me)) {
            return new Opened(run, new Refusal(RefusalReason.NOT_FOR_ME, "it is for " + command.worker()));
        }
        return new Opened(run, null);
    }
}
