package dev.farrier.cli.deployment;

import dev.farrier.app.Wiring;
import dev.farrier.app.config.Settings;
import dev.farrier.app.logging.LogFormat;
import dev.farrier.cli.FarrierCli;
import dev.farrier.cli.SettingsOptions;
import dev.farrier.stream.admin.Cluster;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options that say which deployment is meant. */
public final class ConnectionOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "Configuration file. Default: FARRIER_CONFIG, else farrier.yaml in the working directory, else "
                            + "that of a demo that was started from this checkout.")
    private @Nullable Path config;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    private @Nullable Settings settings;
    private boolean reached;

    /** The configuration of that deployment, read once: where it comes from is printed once. */
    public Settings settings(CommandSpec command) {
        Settings known = settings;
        if (known == null) {
            known = FarrierCli.configuration(command).ofDeployment(config, options.set(), options.verbose());
            settings = known;
        }
        return known;
    }

    /** Whether that configuration is one of a process on this machine. */
    public boolean describesProcess(CommandSpec command) {
        return FarrierCli.configuration(command).describesProcess(config, options.set());
    }

    /** Keeps what the clients of Kafka say from standard error, unless {@code --verbose} asks for it. */
    public void quietenLog(CommandSpec command) {
        LogFormat.quieten(FarrierCli.configuration(command).environment(), options.verbose());
    }

    /** The same, once its Kafka has answered: other clients would try again for a long time. */
    public Settings reachable(CommandSpec command) {
        if (!reached) {
            connect(command).close();
            reached = true;
        }
        return settings(command);
    }

    /** A connection to its Kafka, which has answered and is new enough. */
    Cluster connect(CommandSpec command) {
        Settings of = settings(command);
        quietenLog(command);
        Cluster cluster = new Cluster(Wiring.clientConfig(of));
        try {
            cluster.check();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }
}
