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
            "Start nothing more, anywhere, until resume: no new command, and none that waits in a queue.",
            "Returns when everybody was told. Actions that run already go on, and people are still called."
        },
        footer = {
            "",
            "Examples:",
            "  farrier halt --reason 'network maintenance'",
            "  farrier halt --calls --reason 'fire drill'"
        })
public final class HaltCommand implements Callable<Integer> {
    @Option(names = "--calls", description = "Call nobody either.")
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
