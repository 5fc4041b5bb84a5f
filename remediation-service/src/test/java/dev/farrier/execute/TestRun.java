package dev.farrier.execute;

import dev.farrier.execute.worker.Commands;
import dev.farrier.model.Action;
import dev.farrier.model.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A run without a worker around it. */
public final class TestRun implements ActionRunner.ActionRun {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Command command;
    private final Path directory;
    private final long startedAt;
    private final List<String> reports = new CopyOnWriteArrayList<>();
    private volatile boolean cancelled;
    private volatile boolean leaving;
    private volatile long beginWithin = 5_000;

    private TestRun(Command command, Path directory, long startedAt) {
        this.command = command;
        this.directory = directory;
        this.startedAt = startedAt;
    }

    public static TestRun of(Path parent, Action action, long maxRun) throws IOException {
        String id = "command-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        return of(Files.createDirectories(parent.resolve(id)), Commands.of(id, action, 0, 0, maxRun), 0);
    }

    public static TestRun of(Path directory, Command command, long startedAt) {
        return new TestRun(command, directory, startedAt);
    }

    /** As the next incarnation of the worker sees it. */
    public TestRun again() {
        return new TestRun(command, directory, startedAt);
    }

    public void cancel() {
        cancelled = true;
    }

    /** It has so long to begin. */
    public void beginWithin(long millis) {
        beginWithin = millis;
    }

    public void leave() {
        leaving = true;
    }

    public List<String> reports() {
        return reports;
    }

    public static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public Command command() {
        return command;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public long startedAt() {
        return startedAt;
    }

    @Override
    public long beginWithin() {
        return beginWithin;
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public boolean shuttingDown() {
        return leaving;
    }

    @Override
    public void report(String line) {
        reports.add(line);
    }
}
