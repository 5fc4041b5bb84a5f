package dev.farrier.app;

import dev.farrier.app.config.Settings;
import dev.farrier.cli.CommandFailed;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.deployment.Connection;
import dev.farrier.execute.record.SigningKeys;
import dev.farrier.execute.record.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The key that a core with this configuration signs with, as far as this machine has its public half. */
final class LocalKey {
    private LocalKey() {}

    static String fingerprint(ConfigurationSource source, Connection connection) {
        Settings settings = source.ofDeployment(connection);
        List<Path> named = settings.signing().publicKeys();
        Path file = settings.signing().privateKey() != null && !named.isEmpty()
                ? named.getFirst()
                : settings.dataDir().resolve("keys").resolve(SigningKeys.PUBLIC_FILE);
        if (!Files.exists(file)) {
            throw new CommandFailed(
                    ExitCode.NOT_FINE,
                    "there is no key " + file + ": a process with the role core makes it when it starts");
        }
        try {
            return TrustedKeys.load(List.of(file)).keyIds().first();
        } catch (IOException e) {
            throw new CommandFailed(ExitCode.NOT_FINE, String.valueOf(e.getMessage()), e);
        }
    }
}
