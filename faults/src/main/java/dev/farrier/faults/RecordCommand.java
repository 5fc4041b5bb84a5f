package dev.farrier.faults;

import dev.farrier.cli.OutputOption;
import dev.farrier.faults.process.Home;
import dev.farrier.faults.upgrade.RecordRun;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code faults/run record}. */
@Command(
        name = "record",
        description = {
            "Runs another version of Farrier under a steady load for some seconds, and records its topics: the build reads the",
            "file with this version."
        },
        exitCodeList = {"0:it is recorded", "1:it is recorded, but the old version failed a check", "3:the run failed"},
        footer = {"", "Example:", "  faults/run record --from v1.2.0 faults/src/test/resources/recorded/topics.bin.gz"})
final class RecordCommand implements Callable<Integer> {
    @Mixin
    private final VersionOption version = new VersionOption();

    @Parameters(paramLabel = "FILE", description = "Where to.")
    private Path file = Path.of("");

    @Mixin
    private final OutputOption format = new OutputOption();

    @Override
    public Integer call() throws Exception {
        ReportPrinter output = new ReportPrinter(System.out, format.json());
        return new RecordRun(version.distribution(), Home.of(null), output).run(file.toAbsolutePath()) ? 0 : 1;
    }
}
