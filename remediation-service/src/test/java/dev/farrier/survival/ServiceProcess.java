package dev.farrier.survival;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@link ServiceMain}, from outside. What it logs goes to a file beside its data directory. */
final class ServiceProcess implements AutoCloseable {
    private final Process process;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    private ServiceProcess(Process process) {
        this.process = process;
    }

    /** Returns at once; {@link #port} waits. */
    static ServiceProcess start(Path dataDir, List<String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ServiceMain.class.getName(),
                "data.dir=" + dataDir));
        command.addAll(settings);
        Path log = dataDir.resolveSibling(dataDir.getFileName() + ".log");
        ServiceProcess service = new ServiceProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
        Thread.ofVirtual().start(() -> service.read(log));
        return service;
    }

    private void read(Path log) {
        // to the end: a process that nobody listens to would stand still some day
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(ServiceMain.READY)) {
                    port.complete(Integer.parseInt(line.substring(ServiceMain.READY.length())));
                }
            }
            port.completeExceptionally(new IllegalStateException("it ended before it was ready, see " + log));
        } catch (IOException e) {
            port.completeExceptionally(e);
        }
    }

    /** The port that HTTP is served on, once everything is ready. */
    int port() throws Exception {
        return port.get(240, TimeUnit.SECONDS);
    }

    /** As kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends it a signal by name, as {@code STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("kill -" + name + " ended with " + exit);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
