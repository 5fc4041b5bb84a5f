package dev.farrier.cli;

import dev.farrier.app.config.ConfigurationReference;
import dev.farrier.model.Reason;
import dev.farrier.policy.Extensions;
import dev.farrier.policy.yaml.PolicySchema;
import dev.farrier.telemetry.MetersReference;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code farrier reference}. */
@Command(
        name = "reference",
        description = "Print a reference: Markdown, or the JSON Schema of policies.",
        footer = {
            "",
            "Examples:",
            "  farrier reference configuration",
            "  farrier reference metrics",
            "  farrier reference reasons",
            "  farrier reference schema > policies/policy.schema.json"
        })
final class ReferenceCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "WHAT",
            description =
                    "configuration: all keys with their defaults; metrics: all meters; reasons: all reason codes; schema:"
                            + " the JSON Schema of policy documents")
    private ReferenceKind what = ReferenceKind.configuration;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private enum ReferenceKind {
        configuration,
        metrics,
        reasons,
        schema
    }

    @Override
    public Integer call() {
        spec.commandLine()
                .getOut()
                .print(
                        switch (what) {
                            case configuration -> ConfigurationReference.markdown();
                            case metrics -> MetersReference.markdown();
                            case reasons -> Reason.markdown();
                            case schema -> schema();
                        });
        spec.commandLine().getOut().flush();
        return ExitCode.FINE;
    }

    private static String schema() {
        return JsonMapper.shared()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(PolicySchema.of(Extensions.installed()))
                + "\n";
    }
}
