package dev.farrier.execute.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The process outside the JVM that runs one action: {@code supervisor.sh}. */
final class Supervisor {
    private static final String SCRIPT_FILE = "supervisor.sh";
    private static final String SCRIPT = script();

    private final Path directory;
    private final String id;
    private final long grace;
    private final ProcessHandle process;

    private Supervisor(Path directory, String id, long grace, ProcessHandle process) {
        this.directory = directory;
        this.id = id;
        this.grace = grace;
        this.process = process;
    }

    /** How the action ended, as the supervisor wrote it down. */
    record Exit(int code, boolean timedOut) {}

    /**
     * @param grace milliseconds between TERM and KILL
     * @param maxRun milliseconds
     * @param beginWithin milliseconds after which it gives up instead of starting the action
     * @param user null: as the worker
     */
    static Supervisor launch(
            Path directory,
            String id,
            long grace,
            long maxRun,
            long beginWithin,
            @Nullable String user,
            Path cwd,
            SortedMap<String, String> env,
            List<String> argv)
            throws IOException {
        Files.writeString(directory.resolve(SCRIPT_FILE), SCRIPT);
        List<String> command = new ArrayList<>(shell(directory, "run", id, grace));
        // A session of its own: Ctrl-C at the worker's terminal does not reach it.
        command.addFirst("setsid");
        command.add(Long.toString(maxRun));
        command.add(Long.toString(ProcFs.uptimeCentiseconds() + beginWithin / 10));
        command.add(user == null ? "" : user);
        command.addAll(argv);
        ProcessBuilder builder = builder(directory, command).directory(cwd.toFile());
        builder.environment().clear();
        builder.environment().putAll(env);
        return new Supervisor(directory, id, grace, builder.start().toHandle());
    }

    /** The supervisor that an earlier incarnation has launched; null when it is no longer alive. */
    static @Nullable Supervisor find(Path directory, String id, long grace) throws IOException {
        String[] words = read(directory.resolve("supervisor")).strip().split(" ");
        if (words.length != 3 || !ProcFs.isAlive(words[0], words[1], words[2])) {
            return null;
        }
        return ProcessHandle.of(Long.parseLong(words[0]))
                .map(handle -> new Supervisor(directory, id, grace, handle))
                .orElse(null);
    }

    /** Whether the supervisor has not started the action, because it was too late. */
    static boolean gaveUp(Path directory) {
        return Files.exists(directory.resolve("gave-up"));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void await(long millis) throws InterruptedException {
        try {
            process.onExit().get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // asked again
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends every process of the command, also those that left its session; takes up to 5 s more than the grace. */
    void endAction() throws InterruptedException, IOException {
        endAction(directory, id, grace);
    }

    static void endAction(Path directory, String id, long grace) throws InterruptedException, IOException {
        Files.writeString(directory.resolve(SCRIPT_FILE), SCRIPT);
        builder(directory, shell(directory, "end", id, grace)).start().waitFor();
    }

    /** Null: the action has not ended, or its supervisor was gone by then. */
    static @Nullable Exit exit(Path directory) throws IOException {
        String[] words = read(directory.resolve("exit")).strip().split(" ");
        return words.length == 2 ? new Exit(Integer.parseInt(words[0]), words[1].equals("1")) : null;
    }

    private static List<String> shell(Path directory, String mode, String id, long grace) {
        return List.of(
                "sh", directory.resolve(SCRIPT_FILE).toString(), mode, directory.toString(), id, Long.toString(grace));
    }

    private static ProcessBuilder builder(Path directory, List<String> command) {
        ProcessBuilder.Redirect log = ProcessBuilder.Redirect.appendTo(
                directory.resolve("supervisor.log").toFile());
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static String script() {
        try (InputStream in = Supervisor.class.getResourceAsStream("supervisor.sh")) {
            if (in == null) {
                throw new IllegalStateException("supervisor.sh is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("supervisor.sh can't be read", e);
        }
    }
}
