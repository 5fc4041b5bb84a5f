package dev.farrier.app;

import dev.farrier.app.config.ConfigurationReference;
import dev.farrier.cli.ExitCode;
import dev.farrier.telemetry.MetersReference;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code farrier reference}. */
@Command(
        name = "reference",
        description = "Print a reference as Markdown.",
        footer = {"", "Examples:", "  farrier reference configuration", "  farrier reference metrics"})
final class ReferenceCommand implements Callable<Integer> {
    @Parameters(paramLabel = "WHAT", description = "configuration: all keys with their defaults; metrics: all meters")
    private What what = What.configuration;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Named as they are written. */
    enum What {
        configuration,
        metrics
    }

    @Override
    public Integer call() {
        spec.commandLine()
                .getOut()
                .print(
                        switch (what) {
                            case configuration -> ConfigurationReference.markdown();
                            case metrics -> MetersReference.markdown();
                        });
        spec.commandLine().getOut().flush();
        return ExitCode.FINE;
    }
}
