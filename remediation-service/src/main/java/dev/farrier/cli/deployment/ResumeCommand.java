package dev.farrier.cli.deployment;

import dev.farrier.cli.ExitCode;
import dev.farrier.view.JsonObject;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code farrier resume}. */
@Command(
        name = "resume",
        description = {
            "End a halt. The decider decides again on all that waited.",
            "A site ignores a resume whose Kafka timestamp is before that of its halt. This can happen to a resume "
                    + "shortly after a halt when the brokers' clocks differ: run resume again."
        },
        footer = {"", "Examples:", "  farrier resume --reason 'maintenance is over'"})
public final class ResumeCommand implements Callable<Integer> {
    /** Halt and resume are on two topics, and ordered by the times that brokers stamp on them. */
    private static final String IF_STILL_HALTED =
            "\nWhere a site stays halted, the clocks of Kafka's brokers are apart: resume once more.";

    @Mixin
    private OperatorOptions operator = new OperatorOptions();

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() {
        try (DeploymentClient deployment = options.open()) {
            SortedSet<String> sites = deployment.operators().resume(operator.by(), operator.reason());
            options.print(
                    "Resumed: " + HaltCommand.recipients(sites) + (sites.isEmpty() ? "" : IF_STILL_HALTED),
                    new JsonObject().put("halted", false).put("sites", sites));
            return ExitCode.FINE;
        }
    }
}
