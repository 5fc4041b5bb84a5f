package dev.farrier.demo;

import dev.farrier.demo.bridge.ProcessStamp;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * A running demo, as other terminals find it: {@code target/demo/} of the checkout has its address, and its configuration for
 * the other commands.
 *
 * <p>No logger here: the log file is in a folder that this class names.
 *
 * @param home its folder
 */
record RunningDemo(Path home, ProcessStamp process) {
    /** Prefix of the names of all demo folders. */
    static final String HOME_PREFIX = "farrier-demo-";

    private static final String OWNER = "demo.process";
    private static final String ADDRESS = "demo.properties";
    private static final String CONFIGURATION = "farrier.yaml";

    /** Where demos of this checkout announce themselves. */
    static Path folder() {
        return checkout().resolve("target").resolve("demo").toAbsolutePath();
    }

    /** The checkout that the launcher belongs to; without the launcher, the working directory. */
    static Path checkout() {
        return Path.of(System.getProperty("farrier.home", ""));
    }

    /** The announced demo, if its process still runs. */
    static Optional<RunningDemo> find(Path folder) throws IOException {
        return announced(folder).filter(demo -> demo.process.find().isPresent());
    }

    /** Writes the owner's process into a new demo folder, so that {@link #sweep} can tell whether it is in use. */
    static void mark(Path home, ProcessStamp process) throws IOException {
        Files.writeString(home.resolve(OWNER), process.toString());
    }

    /**
     * Deletes the folders of demos that were killed.
     *
     * @param folder where demos announce themselves
     * @param temporary parent of the demo folders
     */
    static void sweep(Path folder, Path temporary) throws IOException {
        if (announced(folder).filter(demo -> demo.process.find().isEmpty()).isPresent()) {
            Files.deleteIfExists(folder.resolve(ADDRESS));
            Files.deleteIfExists(folder.resolve(CONFIGURATION));
        }
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(temporary, HOME_PREFIX + "*")) {
            for (Path home : homes) {
                sweep(home);
            }
        }
    }

    private static void sweep(Path home) {
        Path owner = home.resolve(OWNER);
        try {
            if (Files.isRegularFile(owner)
                    && ProcessStamp.parse(Files.readString(owner)).find().isEmpty()) {
                Folders.delete(home);
            }
        } catch (IOException | IllegalArgumentException stays) {
            // another user's, or not a demo's at all
        }
    }

    private static Optional<RunningDemo> announced(Path folder) throws IOException {
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
        return Optional.of(new RunningDemo(Path.of(home), ProcessStamp.parse(process)));
    }

    /** Announces the demo until the result is closed. */
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
