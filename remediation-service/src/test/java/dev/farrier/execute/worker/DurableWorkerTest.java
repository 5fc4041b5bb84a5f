package dev.farrier.execute.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.execute.ActionResult.Completion;
import dev.farrier.execute.ExecutableActionType;
import dev.farrier.execute.SteppedClock;
import dev.farrier.execute.Timing;
import dev.farrier.execute.record.CommandSignature;
import dev.farrier.execute.record.SigningKeys;
import dev.farrier.execute.record.WorkerDirectory;
import dev.farrier.execute.worker.WorkerContext.SiteTopics;
import dev.farrier.model.Command;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.SlotType;
import dev.farrier.stream.executor.AvroWorkerRecordCodec;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Its threads go on whatever happens, and say so. */
@Timeout(60)
@Tag("process")
class DurableWorkerTest {
    private static final long NOW = 1_750_000_000_000L;

    @TempDir
    Path directory;

    private final SteppedClock clock = new SteppedClock(NOW);
    private final FakeCommands commands = new FakeCommands(clock);
    private final FakeOutcomeLog log = new FakeOutcomeLog(clock);
    private final FakeControls controls = new FakeControls(clock);
    private final FakeRunner runner = new FakeRunner();

    @Test
    void shouldShowThatItCanNotTellAnEndAndTellItAsSoonAsItCan() throws Exception {
        SigningKeys keys = SigningKeys.loadOrCreate(directory.resolve("keys"));
        try (WorkerDirectory data = WorkerDirectory.open(directory.resolve("data"), new AvroWorkerRecordCodec());
                DurableWorker worker = worker(data, keys)) {
            worker.start();
            await().until(() -> worker.problem() == null);
            runner.ending(run -> {
                log.breakWith(new IllegalStateException("can't be encoded"));
                return new Completion(OutcomeKind.SUCCEEDED, 0, "", "");
            });
            Command command = Commands.of(
                    "c-1",
                    data.worker(),
                    SlotType.ACT,
                    Purpose.STEP,
                    Commands.process("true"),
                    NOW,
                    NOW + 60_000,
                    30_000);
            commands.add(CommandSignature.sign(RecordCodec.of(Command.class).encode(command), keys));
            await().until(() -> String.valueOf(worker.problem()).contains("can't be encoded"));
            assertThat(worker.undelivered()).isEqualTo(1);
            log.breakWith(null);
            await().until(() -> log.kinds("c-1").contains(OutcomeKind.SUCCEEDED));
            await().until(() -> worker.problem() == null);
        }
        assertThat(log.kinds("c-1")).containsExactly(OutcomeKind.CLAIMED, OutcomeKind.SUCCEEDED);
    }

    private DurableWorker worker(WorkerDirectory data, SigningKeys keys) {
        WorkerSettings settings = new WorkerSettings(
                "edge-1",
                "1.0",
                Commands.SITE,
                WorkerSettings.slots(1, 1, 1, 1),
                Set.copyOf(ExecutableActionType.installed()),
                directory.resolve("stop"),
                10_000,
                2_000,
                2_000);
        return new DurableWorker(new WorkerContext(
                data.worker(),
                settings,
                keys.trusted(),
                new SiteTopics(commands, controls, log),
                data.runs(),
                new AvroWorkerRecordCodec(),
                Map.of("process", runner),
                new Timing(clock, clock::millis, Thread::sleep)));
    }
}
