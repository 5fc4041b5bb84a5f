package dev.farrier.cli.deployment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    /** Null: not given. */
    public @Nullable Path config() {
        return config;
    }

    /** Items of the form {@code key=value}, the bootstrap server last. */
    public List<String> settings() {
        List<String> all = new ArrayList<>(set);
        if (bootstrapServer != null) {
            all.add("kafka.bootstrap.servers=" + bootstrapServer);
        }
        return all;
    }

    public boolean verbose() {
        return verbose;
    }
}
