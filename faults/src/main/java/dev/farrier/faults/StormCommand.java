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
            "So many machines fall ill at once, and one service with one worker mends them by an action of a millisecond: all of",
            "them, each once, and nobody is called."
        },
        exitCodeList = {"0:everything holds", "1:something does not", "2:wrong usage", "3:it could not be run"},
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
            description = "Of the worker. Default: ${DEFAULT-VALUE}.")
    private int slots;

    @Option(
            names = "--within",
            paramLabel = "SECONDS",
            description = "All must be mended by then. Default: 60 for 2,000 or less, in proportion for more.")
    private @Nullable Long within;

    @Option(
            names = "--then-call",
            description =
                    "Every ten seconds another machine falls ill for which there is only a person, who must be called within"
                            + " 10 s of that decision.")
    private boolean thenCall;

    @Option(
            names = "--kafka",
            defaultValue = "current",
            paramLabel = "VERSION",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private KafkaVersion kafka = KafkaVersion.CURRENT;

    @Option(
            names = "--folder",
            description = "Where logs and data of the run stay. Default: a temporary folder that is removed.")
    private @Nullable Path folder;

    @Mixin
    private final OutputOption format = new OutputOption();

    @Override
    public Integer call() throws Exception {
        long seconds = within == null ? Math.max(SMALL_SECONDS, SMALL_SECONDS * targets / SMALL) : within;
        StormRun.Settings settings = new StormRun.Settings(
                targets, slots, Duration.ofSeconds(seconds), thenCall, Duration.ofSeconds(CALL_SECONDS), kafka);
        return new StormRun(settings, Home.of(folder), new Output(System.out, format.json())).run() ? 0 : 1;
    }
}
