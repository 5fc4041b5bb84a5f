package dev.farrier.cli.deployment;

import dev.farrier.app.service.Keyring;
import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.model.OperatorInput;
import dev.farrier.view.JsonObject;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code farrier keys}. */
@Command(
        name = "keys",
        description = "Show or change the key that core signs commands with.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  farrier keys show",
            "  farrier keys rotate --to 0f1e2d3c4b5a6978 --reason 'yearly'"
        },
        subcommands = {KeysCommand.KeysShowCommand.class, KeysCommand.KeysRotateCommand.class})
public final class KeysCommand {
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{16}");

    @Command(
            name = "show",
            description = {
                "Print the fingerprint of the key that a core with this configuration signs commands with.",
                "It is computed from the public key on this machine, without connecting to Kafka."
            },
            footer = {
                "",
                "Examples:",
                "  farrier keys show",
                "  farrier keys show --config /etc/farrier/farrier.yaml -o json"
            })
    static final class KeysShowCommand implements Callable<Integer> {
        @Mixin
        private DeploymentOptions options = new DeploymentOptions();

        @Override
        public Integer call() {
            try {
                String fingerprint = Keyring.fingerprint(options.settings());
                options.print(fingerprint, new JsonObject().put("key", fingerprint));
                return ExitCode.FINE;
            } catch (IOException e) {
                throw new CommandException(ExitCode.NOT_FINE, String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Command(
            name = "rotate",
            description = {
                "Make another key the signing key of the deployment: a core with this key decides, a core with another "
                        + "key does not.",
                "Executors do not trust the key because of this: first add its public key to signing.publicKeys of "
                        + "every executor."
            },
            footer = {"", "Examples:", "  farrier keys rotate --to 0f1e2d3c4b5a6978 --reason 'yearly'"})
    static final class KeysRotateCommand implements Callable<Integer> {
        @Option(
                names = "--to",
                required = true,
                paramLabel = "FINGERPRINT",
                description = "The fingerprint of the new key, 16 hex digits, as keys show and the log of core print "
                        + "it.")
        private String to = "";

        @Mixin
        private OperatorOptions operator = new OperatorOptions();

        @Mixin
        private DeploymentOptions options = new DeploymentOptions();

        @Override
        public Integer call() {
            if (!FINGERPRINT.matcher(to).matches()) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "--to: '" + to + "' is no fingerprint: write the 16 hex digits that farrier keys show prints");
            }
            try (DeploymentClient deployment = options.open()) {
                deployment.operators().send(new OperatorInput.KeyRotated(to, operator.by(), operator.reason()));
            }
            options.print(
                    "The decider was told: commands are signed with key " + to + " from here on.",
                    new JsonObject().put("key", to));
            return ExitCode.FINE;
        }
    }
}
