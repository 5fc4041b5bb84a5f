package dev.farrier.faults;

import dev.farrier.cli.OutputOption;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.process.Home;
import dev.farrier.faults.takeover.TakeoverRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code faults/run takeover}. */
@Command(
        name = "takeover",
        description = {
            "Kills one of several engines under a steady load, in turn the one that decides and one that does not, and measures",
            "how soon the others have taken over, and how long events wait that are none of its business."
        },
        exitCodeList = {"0:all checks passed", "1:a check failed", "2:wrong usage", "3:the run failed"},
        footer = {"", "Example:", "  faults/run takeover --runs 10"})
final class TakeoverCommand implements Callable<Integer> {
    @Option(names = "--runs", defaultValue = "10", paramLabel = "N", description = "Kills. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--engines", defaultValue = "3", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int engines;

    @Option(
            names = "--load",
            defaultValue = "3",
            paramLabel = "RATE",
            description = "Events of faulty machines per second. Default: ${DEFAULT-VALUE}.")
    private double load;

    @Option(
            names = "--within",
            defaultValue = "15",
            paramLabel = "SECONDS",
            description = "Take-over and every wait must be shorter. Default: ${DEFAULT-VALUE}.")
    private long within;

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
        TakeoverRun.Settings settings =
                new TakeoverRun.Settings(runs, engines, load, Duration.ofSeconds(within), kafka);
        return new TakeoverRun(settings, Home.of(folder), new ReportPrinter(System.out, format.json())).run() ? 0 : 1;
    }
}
