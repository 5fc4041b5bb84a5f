package dev.farrier.faults.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program of this run. What it prints is appended to its file; it can be killed, stopped, and started again. */
public final class Child implements AutoCloseable {
    private static final long END_WITHIN_SECONDS = 20;
    private static final int LAST_WORDS = 5;

    private final String name;
    private final Path log;
    private final List<String> command;
    private @Nullable Process process;
    private boolean over;

    public Child(String name, Path log, List<String> command) {
        this.name = name;
        this.log = log;
        this.command = List.copyOf(command);
    }

    public String name() {
        return name;
    }

    /** Where all that it prints is. */
    public Path log() {
        return log;
    }

    /** The last lines of what it has printed. */
    public String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
        } catch (IOException e) {
            return "(" + log + " can't be read: " + e.getMessage() + ")";
        }
    }

    /** Does nothing while it runs, and after {@link #close}. */
    public synchronized void start() {
        if (over || process != null && process.isAlive()) {
            return;
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("could not start " + name, e);
        }
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** @throws IllegalStateException while it runs, or when it never did */
    public synchronized int exitCode() {
        if (process == null || process.isAlive()) {
            throw new IllegalStateException(name + " has not ended");
        }
        return process.exitValue();
    }

    /** For one that ends by itself. */
    public int awaitExit() throws InterruptedException {
        Process running;
        synchronized (this) {
            if (process == null) {
                throw new IllegalStateException(name + " was not started");
            }
            running = process;
        }
        return running.waitFor();
    }

    /** As kill -9; returns when it is gone. */
    public synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd(process);
        }
    }

    /** As SIGSTOP: it stands still and knows nothing of it. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    private synchronized void signal(String signal) {
        if (process == null || !process.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    // it may have ended a moment ago
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("could not send SIG" + signal + " to " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Also one that stands still hears SIGTERM. */
    @Override
    public synchronized void close() {
        over = true;
        if (process != null) {
            process.destroy();
            resume();
            awaitEnd(process);
        }
    }

    /** As {@link #close}, without waiting for anybody: this process itself is being ended. */
    void abandon() {
        Process running;
        synchronized (this) {
            over = true;
            running = process;
        }
        if (running != null) {
            running.destroyForcibly();
        }
    }

    private static void awaitEnd(Process process) {
        try {
            if (!process.waitFor(END_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
