package dev.farrier.faults;

import dev.farrier.cli.OutputOption;
import dev.farrier.faults.crash.CrashRun;
import dev.farrier.faults.crash.FaultKind;
import dev.farrier.faults.crash.Trial;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.process.Home;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code faults/run crash}. */
@Command(
        name = "crash",
        description = {
            "Kills and pauses engines, workers and Kafka, one at a time, under a steady load; then compares the actions that",
            "ran with the topics, and waits until every incident is over or a person was called."
        },
        exitCodeList = {"0:all checks passed", "1:a check failed", "2:wrong usage", "3:the run failed"},
        footer = {
            "",
            "Examples:",
            "  faults/run crash --seed 7 --minutes 10",
            "  faults/run crash --minutes 30 --budget 20",
            "  faults/run crash --faults lose-broker"
        })
final class CrashCommand implements Callable<Integer> {
    private static final double SECONDS = 60;

    @Option(
            names = "--seed",
            defaultValue = "7",
            description = "Determines the faults and the events. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--minutes",
            defaultValue = "10",
            description = "Duration of faults and load. Default: ${DEFAULT-VALUE}.")
    private double minutes;

    @Option(
            names = "--faults",
            split = ",",
            paramLabel = "FAULT",
            description =
                    "Some of ${COMPLETION-CANDIDATES}, separated by commas. Default: all but lose-broker, in which Kafka is "
                            + "away until all commands have expired.")
    private List<FaultKind> faults = List.copyOf(EnumSet.complementOf(EnumSet.of(FaultKind.LOSE_BROKER)));

    @Option(names = "--no-faults", description = "Injects no faults, only the load.")
    private boolean noFaults;

    @Option(
            names = "--load",
            defaultValue = "1.5",
            paramLabel = "RATE",
            description = "Events of faulty machines per second. Default: ${DEFAULT-VALUE}.")
    private double load;

    @Option(names = "--targets", defaultValue = "200", description = "Machines. Default: ${DEFAULT-VALUE}.")
    private int targets;

    @Option(
            names = "--incurable",
            defaultValue = "5",
            paramLabel = "N",
            description = "Machines that are faulty at the end and that no action helps. Default: ${DEFAULT-VALUE}.")
    private int incurable;

    @Option(
            names = "--budget",
            defaultValue = "0",
            paramLabel = "N",
            description =
                    "A disruption budget of N machines at a time; 0: none. About 16 are disrupted on average at the usual "
                            + "load, so 20 are nearly always used up. Default: ${DEFAULT-VALUE}.")
    private int budget;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description =
                    "Every incident must have ended this long after the last fault. Default: 140 s: 60 s plus the "
                            + "longest wait of the policies.")
    private @Nullable Long wait;

    @Option(names = "--engines", defaultValue = "2", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int engines;

    @Option(names = "--workers", defaultValue = "2", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--slots",
            defaultValue = "12",
            paramLabel = "N",
            description = "Slots of each worker. Default: ${DEFAULT-VALUE}.")
    private int slots;

    @Option(
            names = "--kafka",
            defaultValue = "current",
            paramLabel = "VERSION",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private KafkaVersion kafka = KafkaVersion.CURRENT;

    @Option(
            names = "--ledger",
            paramLabel = "FOLDER",
            description =
                    "Folder of the ledgers, logs and data of the run, which stay. Default: a temporary folder that is "
                            + "removed.")
    private @Nullable Path ledger;

    @Mixin
    private final OutputOption format = new OutputOption();

    @Override
    public Integer call() throws Exception {
        ReportPrinter output = new ReportPrinter(System.out, format.json());
        CrashRun.Settings settings = new CrashRun.Settings(
                new Trial.Settings(
                        seed,
                        load,
                        targets,
                        incurable,
                        0,
                        budget,
                        wait == null ? Trial.BOUND : Duration.ofSeconds(wait)),
                Duration.ofMillis((long) (minutes * SECONDS * 1_000)),
                noFaults ? List.of() : faults,
                engines,
                workers,
                slots,
                kafka);
        return new CrashRun(settings, Home.of(ledger), output).run() ? 0 : 1;
    }
}
