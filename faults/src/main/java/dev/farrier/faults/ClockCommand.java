package dev.farrier.faults;

import dev.farrier.cli.OutputOption;
import dev.farrier.faults.clock.ClockRun;
import dev.farrier.faults.crash.Trial;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.process.Home;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code faults/run clock}. */
@Command(
        name = "clock",
        description = {
            "Lets the clock of the worker, then that of the engine, jump forward and back, and backward and forth, under a steady",
            "load, while Kafka's clock is right. After each jump a machine fails, and an action must run there in time. Then as",
            "crash does. Needs Debian's faketime."
        },
        exitCodeList = {"0:all checks passed", "1:a check failed", "2:wrong usage", "3:the run failed"},
        footer = {"", "Example:", "  faults/run clock --by 1h"})
final class ClockCommand implements Callable<Integer> {
    private static final int SPARE = 100;

    @Option(
            names = "--whose",
            split = ",",
            paramLabel = "PROCESS",
            description = "Some of ${COMPLETION-CANDIDATES}, separated by commas. Default: all.")
    private List<ClockRun.Victim> whose = Arrays.asList(ClockRun.Victim.values());

    @Option(
            names = "--by",
            defaultValue = "1h",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "How far a clock jumps. Default: ${DEFAULT-VALUE}.")
    private Duration by = Duration.ZERO;

    @Option(
            names = "--lasts",
            defaultValue = "25s",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "How long it stays there, and how long it is right again. Default: ${DEFAULT-VALUE}.")
    private Duration lasts = Duration.ZERO;

    @Option(
            names = "--within",
            defaultValue = "2m",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "Then an event must lead to an action that soon. Default: ${DEFAULT-VALUE}.")
    private Duration within = Duration.ZERO;

    @Option(names = "--seed", defaultValue = "7", description = "Determines the events. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--load",
            defaultValue = "1.5",
            paramLabel = "RATE",
            description = "Events of faulty machines per second. Default: ${DEFAULT-VALUE}.")
    private double load;

    @Option(
            names = "--kafka",
            defaultValue = "current",
            paramLabel = "VERSION",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private KafkaVersion kafka = KafkaVersion.CURRENT;

    @Option(
            names = "--folder",
            description = "Folder of the ledgers, logs and data of the run, which stay. Default: a temporary folder "
                    + "that is removed.")
    private @Nullable Path folder;

    @Mixin
    private final OutputOption format = new OutputOption();

    @Override
    public Integer call() throws Exception {
        ReportPrinter output = new ReportPrinter(System.out, format.json());
        ClockRun.Settings settings = new ClockRun.Settings(
                new Trial.Settings(seed, load, 200, 5, SPARE, 0, Trial.BOUND),
                whose,
                List.of(by, by.negated()),
                lasts,
                within,
                kafka);
        return new ClockRun(settings, Home.of(folder), output).run() ? 0 : 1;
    }
}
