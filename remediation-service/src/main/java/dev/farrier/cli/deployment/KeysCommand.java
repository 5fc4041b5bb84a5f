package dev.farrier.cli.deployment;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.Json;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code farrier keys}. */
@Command(
        name = "keys",
        description = "Show, or change, the key that commands are signed with.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  farrier keys show",
            "  farrier keys rotate --to 0f1e2d3c4b5a6978 --reason 'yearly'"
        })
public final class KeysCommand {
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{16}");

    private KeysCommand() {}

    /** @param local the fingerprint of the key that a process with this configuration signs with */
    public static CommandLine commandLine(DeploymentClients deployments, Function<ConnectionOptions, String> local) {
        return new CommandLine(new KeysCommand()).addSubcommand(new Show(local)).addSubcommand(new Rotate(deployments));
    }

    @Command(
            name = "show",
            description = {
                "Print the fingerprint of the key that a core with this configuration signs with.",
                "It is made of the public key, which is read on this machine; Kafka is not asked."
            },
            footer = {
                "",
                "Examples:",
                "  farrier keys show",
                "  farrier keys show --config /etc/farrier/farrier.yaml -o json"
            })
    static final class Show implements Callable<Integer> {
        private final Function<ConnectionOptions, String> local;

        @Mixin
        private DeploymentOptions options = new DeploymentOptions();

        Show(Function<ConnectionOptions, String> local) {
            this.local = local;
        }

        @Override
        public Integer call() {
            String fingerprint = local.apply(options.connection());
            options.out()
                    .println(options.json() ? new Json().put("key", fingerprint).line() : fingerprint);
            return ExitCode.FINE;
        }
    }

    @Command(
            name = "rotate",
            description = {
                "Say that another key is meant: a core that signs with it decides, one that signs with another does not.",
                "It makes nobody trust the key: first add its public key to signing.publicKeys of every executor."
            },
            footer = {"", "Examples:", "  farrier keys rotate --to 0f1e2d3c4b5a6978 --reason 'yearly'"})
    static final class Rotate implements Callable<Integer> {
        private final DeploymentClients deployments;

        @Option(
                names = "--to",
                required = true,
                paramLabel = "FINGERPRINT",
                description = "The new key's, as keys show and the log of core say it: 16 hex digits.")
        private String to = "";

        @Mixin
        private OperatorOptions person = new OperatorOptions();

        @Mixin
        private DeploymentOptions options = new DeploymentOptions();

        Rotate(DeploymentClients deployments) {
            this.deployments = deployments;
        }

        @Override
        public Integer call() {
            if (!FINGERPRINT.matcher(to).matches()) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "--to: '" + to + "' is no fingerprint: write the 16 hex digits that farrier keys show prints");
            }
            try (DeploymentClient deployment = options.open(deployments)) {
                deployment.rotateKey(to, person.by(), person.reason());
            }
            options.out()
                    .println(
                            options.json()
                                    ? new Json().put("key", to).line()
                                    : "The decider was told: commands are signed with key " + to + " from here on.");
            return ExitCode.FINE;
        }
    }
}
