package dev.farrier.faults.deployment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code ./farrier dist} of another version made, unpacked. */
public final class Distribution {
    private static final Path LAUNCHER = Path.of("bin", "farrier");

    private final Path folder;

    private Distribution(Path folder) {
        this.folder = folder;
    }

    /**
     * One that was unpacked by hand.
     *
     * @throws IllegalStateException when there is none in the folder
     */
    public static Distribution in(Path folder) {
        if (!Files.isExecutable(folder.resolve(LAUNCHER))) {
            throw new IllegalStateException(folder + " has no " + LAUNCHER
                    + ": name a folder into which a tarball of ./farrier dist was unpacked");
        }
        return new Distribution(folder.toAbsolutePath());
    }

    /**
     * Builds that of a revision, in {@code target/upgrade}, where it stays for the next time.
     *
     * @param repository a checkout of Farrier
     * @param given null: the newest tag in the history of what is checked out
     * @throws IllegalStateException when there is no such revision, or it can't make a distribution
     */
    public static Distribution of(Path repository, @Nullable String given) throws IOException, InterruptedException {
        String revision = given == null ? newestTag(repository) : given;
        String commit;
        try {
            commit = git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");
        } catch (IOException e) {
            throw new IllegalStateException("there is no revision " + revision + " in " + repository, e);
        }
        Path home = repository.resolve("target").resolve("upgrade").resolve(commit);
        Path unpacked = home.resolve("unpacked");
        if (!Files.isExecutable(unpacked.resolve(LAUNCHER))) {
            build(repository, commit, home, unpacked);
        }
        return in(unpacked);
    }

    private static String newestTag(Path repository) throws InterruptedException {
        try {
            return git(repository, "describe", "--tags", "--abbrev=0");
        } catch (IOException e) {
            throw new IllegalStateException(
                    "no tag is in the history of what is checked out: name the revision to upgrade from, such as --from HEAD~20,"
                            + " or an unpacked distribution by --old FOLDER",
                    e);
        }
    }

    private static void build(Path repository, String commit, Path home, Path unpacked)
            throws IOException, InterruptedException {
        Path sources = Files.createDirectories(home.resolve("sources"));
        Path log = home.resolve("build.log");
        Path archive = home.resolve("sources.tar");
        run(log, "git", "-C", repository.toString(), "archive", "--output=" + archive, commit);
        run(log, "tar", "-xf", archive.toString(), "-C", sources.toString());
        if (!Files.exists(sources.resolve("distribution"))) {
            throw new IllegalStateException(
                    commit + " knows no ./farrier dist yet: unpack a distribution of it, and name it by --old FOLDER");
        }
        // its static analysis was its own build's business
        run(log, sources.resolve("farrier").toString(), "dist", "-Dfast");
        try (Stream<Path> made = Files.list(sources.resolve("distribution").resolve("target"))) {
            Path tarball = made.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("./farrier dist of " + commit + " has made no tarball: " + log));
            Files.createDirectories(unpacked);
            run(log, "tar", "-xzf", tarball.toString(), "--strip-components=1", "-C", unpacked.toString());
        }
    }

    /**
     * How it is called.
     *
     * @param options of the JVM
     */
    public List<String> command(List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "FARRIER_JAVA_HOME=" + System.getProperty("java.home"),
                "FARRIER_JAVA_OPTS=" + String.join(" ", options),
                folder.resolve(LAUNCHER).toString()));
        command.addAll(arguments);
        return command;
    }

    private static String git(Path repository, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", repository.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " has failed");
        }
        return answer;
    }

    private static void run(Path log, String... command) throws IOException, InterruptedException {
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + " has failed, see " + log);
        }
    }
}
