package dev.farrier.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that set keys of the configuration, and {@code --verbose}, of every command that reads a configuration. */
public final class SettingsOptions {
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one key of the configuration; may be repeated.")
    private List<String> set = new ArrayList<>();

    @Option(
            names = {"-b", "--bootstrap-server"},
            paramLabel = "HOST:PORT",
            description = "The Kafka brokers to connect to; short for --set kafka.bootstrap.servers=….")
    private @Nullable String bootstrapServer;

    @Option(
            names = {"-v", "--verbose"},
            description = "Print where settings come from, and details of errors.")
    private boolean verbose;

    /** {@code KEY=VALUE} each; the caller may add to it. */
    public List<String> set() {
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
