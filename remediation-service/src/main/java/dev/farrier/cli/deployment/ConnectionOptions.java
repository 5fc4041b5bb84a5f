package dev.farrier.cli.deployment;

import dev.farrier.app.Wiring;
import dev.farrier.app.config.Settings;
import dev.farrier.app.logging.LogFormat;
import dev.farrier.cli.FarrierCli;
import dev.farrier.stream.admin.Cluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options that say which deployment is meant. */
public final class ConnectionOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "Configuration file. Default: FARRIER_CONFIG, else farrier.yaml here, else that of a demo that was"
                            + " started from this checkout.")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one key of the configuration; may be repeated.")
    private List<String> set = new ArrayList<>();

    @Option(
            names = {"-b", "--bootstrap-server"},
            paramLabel = "HOST:PORT",
            description = "The Kafka to connect to; short for --set kafka.bootstrap.servers=….")
    private @Nullable String bootstrapServer;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say where settings come from, and more about errors.")
    private boolean verbose;

    private @Nullable Settings settings;
    private boolean reached;

    /** The configuration of that deployment, read once: where it comes from is printed once. */
    public Settings settings(CommandSpec command) {
        Settings known = settings;
        if (known == null) {
            List<String> all = new ArrayList<>(set);
            if (bootstrapServer != null) {
                all.add("kafka.bootstrap.servers=" + bootstrapServer);
            }
            known = FarrierCli.configuration(command).ofDeployment(config, all, verbose);
            settings = known;
        }
        return known;
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
        LogFormat.quieten(FarrierCli.configuration(command).environment(), verbose);
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
