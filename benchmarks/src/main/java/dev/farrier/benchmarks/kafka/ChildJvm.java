package dev.farrier.benchmarks.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own on this one's class path: what it uses up is seen from outside, and it can be killed. */
public final class ChildJvm implements AutoCloseable {
    /** As the launcher starts {@code farrier serve}; the heap is fixed so that nobody is measured while it grows. */
    private static final List<String> OPTIONS =
            List.of("-XX:+UseParallelGC", "-Xms2g", "-Xmx2g", "--enable-native-access=ALL-UNNAMED");

    private static final int COMPACT_HEADERS_SINCE = 25;

    private static final Duration END_WITHIN = Duration.ofSeconds(20);

    private final String name;
    private final Path log;
    private final Process process;

    private ChildJvm(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** @param log takes all that it prints */
    public static ChildJvm start(String name, Path log, List<String> options, String mainClass, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        if (Runtime.version().feature() >= COMPACT_HEADERS_SINCE) {
            command.add("-XX:+UseCompactObjectHeaders");
        }
        command.add("-Dlogback.configurationFile=child-logback.xml");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new ChildJvm(name, log, process);
    }

    public long pid() {
        return process.pid();
    }

    /** @throws IllegalStateException when it has ended, which nobody here expects; says where to look */
    public void mustLive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " ended with " + process.exitValue() + ", see " + log);
        }
    }

    /** As kill -9. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    /** As SIGTERM. */
    @Override
    public void close() {
        process.destroy();
        await();
    }

    private void await() {
        try {
            if (!process.waitFor(END_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
