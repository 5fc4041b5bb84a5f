package dev.farrier.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A broker in a process of its own, for tests that kill it. Its data and its port stay the same over {@link #kill} and
 * {@link #start}. What it logs goes to {@code broker.log} in its folder.
 */
public final class EmbeddedKafkaProcess implements AutoCloseable {

    private final Path directory;
    private final int port;
    private final Map<String, String> overrides;
    private @Nullable Process process;

    public EmbeddedKafkaProcess(Path directory, Map<String, String> overrides) {
        this.directory = directory.toAbsolutePath();
        this.port = LoopbackPorts.free();
        this.overrides = Map.copyOf(overrides);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** @throws IllegalStateException while it does not run */
    public synchronized long pid() {
        if (process == null) {
            throw new IllegalStateException("the broker does not run");
        }
        return process.pid();
    }

    /** Returns when clients can connect. */
    public synchronized void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        try {
            process = new ProcessBuilder(command())
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("broker.log").toFile()))
                    .start();
            awaitReady(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As kill -9: nothing is flushed, nobody is told. */
    public synchronized void kill() {
        end(true);
    }

    public synchronized void stop() {
        end(false);
    }

    @Override
    public void close() {
        stop();
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedKafkaMain.class.getName(),
                "--port",
                Integer.toString(port),
                "--dir",
                directory.resolve("data").toString()));
        overrides.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        return command;
    }

    private void awaitReady(Process started) throws IOException {
        // left open: a broker whose standard output is gone would fail at its next line
        BufferedReader lines = started.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        while (line != null && !line.startsWith(EmbeddedKafkaMain.READY)) {
            line = lines.readLine();
        }
        if (line == null) {
            throw new IllegalStateException("the broker ended at its start, see " + directory.resolve("broker.log"));
        }
        Thread.ofVirtual().start(() -> discard(lines));
    }

    private static void discard(BufferedReader lines) {
        try (lines) {
            lines.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // the process has ended, and there is nothing more to discard
        }
    }

    private void end(boolean forcibly) {
        if (process == null) {
            return;
        }
        if (forcibly) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process = null;
    }
}
