package dev.farrier.cli;

import dev.farrier.app.config.ConfigurationException;
import dev.farrier.app.config.Prerequisites;
import dev.farrier.app.config.Settings;
import dev.farrier.app.service.Keyring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the configuration file, and loads it.
 *
 * @param workingDirectory where {@code farrier.yaml} is looked for
 * @param home the checkout that the launcher belongs to; null: there is none
 * @param note gets a line on where settings come from
 */
public record ConfigurationSource(
        Map<String, String> environment,
        Path workingDirectory,
        @Nullable Path home,
        Consumer<String> note) {
    private static final String FILE = "farrier.yaml";
    private static final String BOOTSTRAP_SERVERS = "kafka.bootstrap.servers=";

    /** Of this process; notes go to standard error. */
    static ConfigurationSource ofThisProcess() {
        String home = System.getProperty("farrier.home");
        return new ConfigurationSource(
                System.getenv(),
                Path.of(""),
                home == null ? null : Path.of(home),
                line -> System.err.println("farrier: " + line));
    }

    /**
     * For a command that talks to a running deployment: if nothing else is given, that of the demo.
     *
     * @param set {@code KEY=VALUE} each
     */
    public Settings ofDeployment(@Nullable Path given, List<String> set, boolean verbose) {
        Path file = given == null ? usual() : given;
        boolean broker = set.stream().anyMatch(each -> each.startsWith(BOOTSTRAP_SERVERS))
                || environment.containsKey("FARRIER_KAFKA_BOOTSTRAP_SERVERS");
        Path demo = file == null && !broker ? demo() : null;
        Settings settings = load(demo == null ? file : demo, set, verbose);
        if (demo != null) {
            note.accept("no farrier.yaml here: talking to the demo, Kafka at " + settings.bootstrapServers());
        }
        if (verbose) {
            note.accept("Kafka at " + settings.bootstrapServers() + ", topics "
                    + settings.topics().prefix() + "*");
        }
        return settings;
    }

    /**
     * For a process of the service: the files and directories that the configuration names must exist on this machine.
     *
     * @throws ConfigurationException with everything that is wrong
     */
    public Settings ofService(@Nullable Path given, List<String> set, boolean verbose) {
        Settings settings = load(given == null ? usual() : given, set, verbose);
        List<String> missing = Prerequisites.problems(settings, Keyring.generatedPublicKey(settings));
        if (!missing.isEmpty()) {
            throw new ConfigurationException(missing);
        }
        return settings;
    }

    /** Whether the configuration is that of a process on this machine, not only the address of a deployment. */
    public boolean describesProcess(@Nullable Path given, List<String> set) {
        return given != null
                || usual() != null
                || environment.containsKey("FARRIER_ROLES")
                || set.stream().anyMatch(each -> each.startsWith("roles="));
    }

    private Settings load(@Nullable Path file, List<String> set, boolean verbose) {
        if (verbose) {
            note.accept(file == null ? "no configuration file" : "configuration from " + file);
        }
        return Settings.load(file, environment, set, note);
    }

    private @Nullable Path usual() {
        String variable = environment.get("FARRIER_CONFIG");
        if (variable != null && !variable.isBlank()) {
            return workingDirectory.resolve(variable);
        }
        Path here = workingDirectory.resolve(FILE);
        return Files.exists(here) ? here : null;
    }

    private @Nullable Path demo() {
        Path written = home == null ? null : home.resolve("target/demo").resolve(FILE);
        return written != null && Files.exists(written) ? written : null;
    }
}
