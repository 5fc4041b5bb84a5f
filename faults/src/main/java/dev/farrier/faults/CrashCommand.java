package dev.farrier.faults;

import dev.farrier.cli.OutputOption;
import dev.farrier.faults.crash.CrashRun;
import dev.farrier.faults.crash.FaultKind;
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

/** {@code faults/run crash}. */
@Command(
        name = "crash",
        description = {
            "Kills and pauses engines, workers and Kafka, one at a time, under a steady load; then compares what was run with what",
            "the topics say, and waits until every incident is over, or a person was called."
        },
        exitCodeList = {"0:everything holds", "1:something does not", "2:wrong usage", "3:it could not be run"},
        footer = {"", "Example:", "  faults/run crash --seed 7 --minutes 10"})
final class CrashCommand implements Callable<Integer> {
    private static final double SECONDS = 60;

    @Option(
            names = "--seed",
            defaultValue = "7",
            description = "Which faults and which events. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--minutes",
            defaultValue = "10",
            description = "How long there are faults and load. Default: ${DEFAULT-VALUE}.")
    private double minutes;

    @Option(
            names = "--faults",
            split = ",",
            paramLabel = "FAULT",
            description = "Some of ${COMPLETION-CANDIDATES}, separated by commas. Default: all.")
    private List<FaultKind> faults = Arrays.asList(FaultKind.values());

    @Option(names = "--no-faults", description = "Only the load.")
    private boolean noFaults;

    @Option(
            names = "--load",
            defaultValue = "1.5",
            paramLabel = "RATE",
            description = "Machines that fall ill, a second. Default: ${DEFAULT-VALUE}.")
    private double load;

    @Option(names = "--targets", defaultValue = "200", description = "Machines. Default: ${DEFAULT-VALUE}.")
    private int targets;

    @Option(
            names = "--incurable",
            defaultValue = "5",
            paramLabel = "N",
            description = "Machines that are ill in the end and that nothing helps. Default: ${DEFAULT-VALUE}.")
    private int incurable;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description =
                    "Everything must have come to its end so long after the last fault. Default: 60 s and the longest wait"
                            + " that the policies state, 140 s.")
    private @Nullable Long wait;

    @Option(names = "--engines", defaultValue = "2", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int engines;

    @Option(names = "--workers", defaultValue = "2", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--slots",
            defaultValue = "12",
            paramLabel = "N",
            description = "Of each worker. Default: ${DEFAULT-VALUE}.")
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
                    "Where the ledgers, logs and data of the run stay. Default: a temporary folder that is removed.")
    private @Nullable Path ledger;

    @Mixin
    private final OutputOption format = new OutputOption();

    @Override
    public Integer call() throws Exception {
        Output output = new Output(System.out, format.json());
        CrashRun.Settings settings = new CrashRun.Settings(
                seed,
                Duration.ofMillis((long) (minutes * SECONDS * 1_000)),
                noFaults ? List.of() : faults,
                load,
                targets,
                incurable,
                wait == null ? CrashRun.BOUND : Duration.ofSeconds(wait),
                engines,
                workers,
                slots,
                kafka);
        return new CrashRun(settings, Home.of(ledger), output).run() ? 0 : 1;
    }
}
