package dev.farrier.cli.deployment;

import dev.farrier.cli.ExitCode;
import dev.farrier.cli.Json;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code farrier halt} and {@code farrier resume}. */
public abstract sealed class HaltCommand implements Callable<Integer> {
    /** Halt and resume are on two topics, and ordered by the times that brokers stamp on them. */
    private static final String LATER =
            "\nWhere a site stays halted, the clocks of Kafka's brokers are apart: resume once more.";

    private final DeploymentClients deployments;

    @Mixin
    private OperatorOptions person = new OperatorOptions();

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    private HaltCommand(DeploymentClients deployments) {
        this.deployments = deployments;
    }

    abstract SortedSet<String> tell(DeploymentClient deployment, String by, String why);

    abstract boolean halted();

    /** What else is to be known; empty: nothing. */
    abstract String unless();

    @Override
    public Integer call() {
        try (DeploymentClient deployment = options.open(deployments)) {
            SortedSet<String> sites = tell(deployment, person.by(), person.reason());
            String line = options.json()
                    ? new Json().put("halted", halted()).put("sites", sites).line()
                    : (halted() ? "Halted" : "Resumed") + ": the decider was told, and the workers of "
                            + (sites.isEmpty() ? "no site: there is none" : String.join(", ", sites)) + "." + unless()
                            + (halted() || sites.isEmpty() ? "" : LATER);
            options.out().println(line);
            return ExitCode.FINE;
        }
    }

    /** Start nothing more. */
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
    public static final class Halt extends HaltCommand {
        @Option(names = "--calls", description = "Call nobody either.")
        private boolean calls;

        public Halt(DeploymentClients deployments) {
            super(deployments);
        }

        @Override
        SortedSet<String> tell(DeploymentClient deployment, String by, String why) {
            return deployment.halt(calls, by, why);
        }

        @Override
        boolean halted() {
            return true;
        }

        @Override
        String unless() {
            return calls ? " Nobody is called until resume." : "";
        }
    }

    /** Go on. */
    @Command(
            name = "resume",
            description = {
                "Go on after a halt. What waited is decided anew.",
                "A site ignores a resume that Kafka has stamped earlier than its halt. Where the clocks of brokers are apart that"
                        + " can happen to one that follows a halt quickly: order it again."
            },
            footer = {"", "Examples:", "  farrier resume --reason 'maintenance is over'"})
    public static final class Resume extends HaltCommand {
        public Resume(DeploymentClients deployments) {
            super(deployments);
        }

        @Override
        SortedSet<String> tell(DeploymentClient deployment, String by, String why) {
            return deployment.resume(by, why);
        }

        @Override
        boolean halted() {
            return false;
        }

        @Override
        String unless() {
            return "";
        }
    }
}
