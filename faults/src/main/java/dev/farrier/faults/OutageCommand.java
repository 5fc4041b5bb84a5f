package dev.farrier.faults;

import dev.farrier.cli.OutputOption;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.outage.OutageRun;
import dev.farrier.faults.process.Home;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code faults/run outage}. */
@Command(
        name = "outage",
        description = {
            "Kills core while rungs are verified and commands run. Meanwhile machines report that they are well, and the worker",
            "that its commands succeeded. Core restarts after all deadlines, and must decide by these reports."
        },
        exitCodeList = {"0:all checks passed", "1:a check failed", "2:wrong usage", "3:the run failed"},
        footer = {"", "Example:", "  faults/run outage --liveness"})
final class OutageCommand implements Callable<Integer> {
    @Option(
            names = "--each",
            defaultValue = "3",
            paramLabel = "N",
            description = "Machines of each kind: recovered, still faulty, and two with a running command. "
                    + "Default: ${DEFAULT-VALUE}.")
    private int each;

    @Option(names = "--liveness", description = "The source has liveness.")
    private boolean liveness;

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
        ReportPrinter output = new ReportPrinter(System.out, format.json());
        return new OutageRun(each, liveness, kafka, Home.of(folder), output).run() ? 0 : 1;
    }
}
