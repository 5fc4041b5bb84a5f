package dev.farrier.faults;

import dev.farrier.cli.OutputOption;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.process.Home;
import dev.farrier.faults.storm.StormRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code faults/run storm}. */
@Command(
        name = "storm",
        description = {
            "Many machines fail at once, and one service with one worker repairs them by an action of a millisecond: all of them,",
            "each once, without a call of a person."
        },
        exitCodeList = {"0:all checks passed", "1:a check failed", "2:wrong usage", "3:the run failed"},
        footer = {"", "Examples:", "  faults/run storm --targets 2000", "  faults/run storm --targets 20000 --then-call"
        })
final class StormCommand implements Callable<Integer> {
    private static final int SMALL = 2_000;
    private static final long SMALL_SECONDS = 60;
    private static final long CALL_SECONDS = 10;

    @Option(names = "--targets", defaultValue = "2000", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int targets;

    @Option(
            names = "--slots",
            defaultValue = "50",
            paramLabel = "N",
            description = "Slots of the worker. Default: ${DEFAULT-VALUE}.")
    private int slots;

    @Option(
            names = "--within",
            paramLabel = "SECONDS",
            description =
                    "All machines must be repaired within this time. Default: 60 for 2,000 or less, in proportion for more.")
    private @Nullable Long within;

    @Option(
            names = "--then-call",
            description = "Every ten seconds another machine fails whose policy has only escalate; its call must be "
                    + "delivered within 10 s of the decision.")
    private boolean thenCall;

    @Option(
            names = "--kafka",
            defaultValue = "current",
            paramLabel = "VERSION",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private KafkaVersion kafka = KafkaVersion.CURRENT;

    @Option(
            names = "--folder",
            description = "Folder of the logs and data of the run, which stay. Default: a temporary folder that is "
                    + "removed.")
    private @Nullable Path folder;

    @Mixin
    private final OutputOption format = new OutputOption();

    @Override
    public Integer call() throws Exception {
        long seconds = within == null ? Math.max(SMALL_SECONDS, SMALL_SECONDS * targets / SMALL) : within;
        StormRun.Settings settings = new StormRun.Settings(
                targets, slots, Duration.ofSeconds(seconds), thenCall, Duration.ofSeconds(CALL_SECONDS), kafka);
        return new StormRun(settings, Home.of(folder), new ReportPrinter(System.out, format.json())).run() ? 0 : 1;
    }
}
