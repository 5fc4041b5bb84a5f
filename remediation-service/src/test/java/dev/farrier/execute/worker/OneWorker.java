package dev.farrier.execute.worker;

import dev.farrier.execute.ExecutableActionType;
import dev.farrier.execute.SteppedClock;
import dev.farrier.execute.record.CommandSignature;
import dev.farrier.execute.record.SigningKeys;
import dev.farrier.execute.record.WorkerDirectory;
import dev.farrier.execute.worker.WorkerContext.SiteTopics;
import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import dev.farrier.policy.Extensions;
import dev.farrier.stream.executor.AvroWorkerRecordCodec;
import dev.farrier.stream.serde.RecordCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** A worker that does one command, for tests of other packages. */
public final class OneWorker {
    private OneWorker() {}

    /** How the command ends on a worker with these action types. */
    public static Outcome run(Path folder, Command command, Extensions extensions)
            throws IOException, InterruptedException {
        SteppedClock clock = new SteppedClock(command.issuedAt());
        FakeCommands commands = new FakeCommands(clock);
        FakeOutcomeLog log = new FakeOutcomeLog(clock);
        SigningKeys keys = SigningKeys.loadOrCreate(folder.resolve("keys"));
        AvroWorkerRecordCodec codec = new AvroWorkerRecordCodec();
        try (WorkerDirectory data = WorkerDirectory.open(folder.resolve("data"), codec)) {
            WorkerSettings settings = new WorkerSettings(
                    "w",
                    "1.0",
                    command.site(),
                    WorkerSettings.slots(1, 1, 1, 1),
                    Set.of(command.action().type()),
                    folder.resolve("stop"),
                    10_000,
                    2_000,
                    8_000);
            WorkerContext context = new WorkerContext(
                    command.worker(),
                    settings,
                    keys.trusted(),
                    new SiteTopics(commands, new FakeControls(clock), log),
                    data.runs(),
                    codec,
                    ExecutableActionType.runners(extensions, clock.timing()),
                    clock.timing());
            CommandLoop loop = new CommandLoop(context, Runnable::run);
            loop.runOnce(0);
            commands.add(CommandSignature.sign(RecordCodec.of(Command.class).encode(command), keys));
            loop.runOnce(0);
            return log.last();
        }
    }
}
