package dev.farrier.faults;

import dev.farrier.cli.OutputOption;
import dev.farrier.faults.crash.Trial;
import dev.farrier.faults.process.Home;
import dev.farrier.faults.upgrade.UpgradeRun;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code faults/run upgrade}. */
@Command(
        name = "upgrade",
        description = {
            "Runs another version of Farrier under a steady load and replaces its instances by ones of this version while",
            "incidents are open, core first, then executors; then compares the actions that ran with the topics, and waits",
            "until every incident is over or a person was called."
        },
        exitCodeList = {"0:all checks passed", "1:a check failed", "2:wrong usage", "3:the run failed"},
        footer = {"", "Example:", "  faults/run upgrade --from v1.2.0"})
final class UpgradeCommand implements Callable<Integer> {
    @Mixin
    private final VersionOption version = new VersionOption();

    @Option(
            names = "--stop-core",
            description = "Ends all old engines before the first new one starts, for an upgrade of which the changelog "
                    + "demands that. Default: one after the other.")
    private boolean stopCore;

    @Option(names = "--seed", defaultValue = "7", description = "Determines the events. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--load",
            defaultValue = "1.5",
            paramLabel = "RATE",
            description = "Events of faulty machines per second. Default: ${DEFAULT-VALUE}.")
    private double load;

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
        UpgradeRun.Settings settings =
                new UpgradeRun.Settings(new Trial.Settings(seed, load, 100, 3, 0, 0, Trial.BOUND), 2, 2, stopCore);
        return new UpgradeRun(settings, version.distribution(), Home.of(ledger), output).run() ? 0 : 1;
    }
}
