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
            "The core is killed while machines are verified and commands run. Meanwhile machines say that they are well, and the",
            "worker that its commands succeeded; the core is back when all deadlines have passed, and must believe them."
        },
        exitCodeList = {"0:everything holds", "1:something does not", "2:wrong usage", "3:it could not be run"},
        footer = {"", "Example:", "  faults/run outage --liveness"})
final class OutageCommand implements Callable<Integer> {
    @Option(
            names = "--each",
            defaultValue = "3",
            paramLabel = "N",
            description =
                    "Machines of each kind: healed, still ill, and two with a running command. Default: ${DEFAULT-VALUE}.")
    private int each;

    @Option(names = "--liveness", description = "The source says when its silence may be believed.")
    private boolean liveness;

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
        Output output = new Output(System.out, format.json());
        return new OutageRun(each, liveness, kafka, Home.of(folder), output).run() ? 0 : 1;
    }
}
