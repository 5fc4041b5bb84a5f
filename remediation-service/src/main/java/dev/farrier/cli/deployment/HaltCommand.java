package dev.farrier.cli.deployment;

import dev.farrier.cli.ExitCode;
import dev.farrier.view.JsonObject;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code farrier halt}. */
@Command(
        name = "halt",
        description = {
            "Stop executors at all sites from starting commands until resume, new and queued ones.",
            "Returns when Kafka has stored the order for all sites. Actions that already run go on, and calls of a "
                    + "person are still made."
        },
        footer = {
            "",
            "Examples:",
            "  farrier halt --reason 'network maintenance'",
            "  farrier halt --calls --reason 'fire drill'"
        })
public final class HaltCommand implements Callable<Integer> {
    @Option(names = "--calls", description = "Also stop calls of a person.")
    private boolean calls;

    @Mixin
    private OperatorOptions operator = new OperatorOptions();

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() {
        try (DeploymentClient deployment = options.open()) {
            SortedSet<String> sites = deployment.operators().halt(calls, operator.by(), operator.reason());
            options.print(
                    "Halted: " + recipients(sites) + (calls ? " Nobody is called until resume." : ""),
                    new JsonObject().put("halted", true).put("sites", sites));
            return ExitCode.FINE;
        }
    }

    /** @param sites those whose workers got the order directly */
    static String recipients(SortedSet<String> sites) {
        return "the decider was told, and the workers of "
                + (sites.isEmpty() ? "no site: there is none" : String.join(", ", sites)) + ".";
    }
}
