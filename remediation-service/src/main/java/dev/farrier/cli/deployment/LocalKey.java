package dev.farrier.cli.deployment;

import dev.farrier.app.service.Keyring;
import dev.farrier.cli.CommandException;
import dev.farrier.cli.ConfigurationSource;
import dev.farrier.cli.ExitCode;
import java.io.IOException;

/** The key that a core with this configuration signs with. */
public final class LocalKey {
    private LocalKey() {}

    public static String fingerprint(ConfigurationSource source, ConnectionOptions connection) {
        try {
            return Keyring.fingerprint(source.ofDeployment(connection));
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_FINE, String.valueOf(e.getMessage()), e);
        }
    }
}
