package dev.farrier.demo;

import dev.farrier.demo.bridge.ProcessId;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * A demo that runs, as other terminals find it: {@code target/demo/} of the checkout holds its address, and its
 * configuration for the rest of the command line.
 *
 * @param home its folder
 */
record RunningDemo(Path home, ProcessId process) {
    /** Of the folder of every demo. */
    static final String HOME_PREFIX = "farrier-demo-";

    private static final String ADDRESS = "demo.properties";
    private static final String CONFIGURATION = "farrier.yaml";

    /** Where demos of this checkout are written down. */
    static Path folder() {
        return checkout().resolve("target").resolve("demo").toAbsolutePath();
    }

    /** The checkout that the launcher belongs to; without the launcher, the working directory. */
    static Path checkout() {
        return Path.of(System.getProperty("farrier.home", ""));
    }

    /** The one that is written down, if it still lives. */
    static Optional<RunningDemo> find(Path folder) throws IOException {
        return written(folder).filter(demo -> demo.process.find().isPresent());
    }

    /** Deletes what one has left behind that was killed. */
    static void sweep(Path folder) throws IOException {
        Optional<RunningDemo> left =
                written(folder).filter(demo -> demo.process.find().isEmpty());
        if (left.isPresent()) {
            Path home = left.get().home;
            if (home.isAbsolute() && home.getFileName().toString().startsWith(HOME_PREFIX) && Files.isDirectory(home)) {
                Folders.delete(home);
            }
            Files.deleteIfExists(folder.resolve(ADDRESS));
            Files.deleteIfExists(folder.resolve(CONFIGURATION));
        }
    }

    private static Optional<RunningDemo> written(Path folder) throws IOException {
        Path file = folder.resolve(ADDRESS);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        String home = properties.getProperty("home");
        String process = properties.getProperty("process");
        if (home == null || process == null) {
            return Optional.empty();
        }
        return Optional.of(new RunningDemo(Path.of(home), ProcessId.parse(process)));
    }

    /** Writes it down until it is closed. */
    AutoCloseable announce(Path folder, Path configuration) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(CONFIGURATION), Files.readString(configuration));
        Properties properties = new Properties();
        properties.setProperty("home", home.toString());
        properties.setProperty("process", process.toString());
        try (Writer out = Files.newBufferedWriter(folder.resolve(ADDRESS))) {
            properties.store(out, "the demo that runs");
        }
        return () -> {
            Files.deleteIfExists(folder.resolve(ADDRESS));
            Files.deleteIfExists(folder.resolve(CONFIGURATION));
        };
    }
}
