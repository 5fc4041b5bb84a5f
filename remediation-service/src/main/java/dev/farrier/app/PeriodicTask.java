package dev.farrier.app;

import java.time.Duration;

/** Runs a task on its own daemon thread until it is closed, with a pause between two runs. */
public final class PeriodicTask implements AutoCloseable {
    private final Thread thread;

    @FunctionalInterface
    public interface TaskBody {
        /** What it throws, apart from the interruption, ends the thread. */
        void run() throws InterruptedException;
    }

    private PeriodicTask(Thread thread) {
        this.thread = thread;
    }

    public static PeriodicTask start(String name, Duration pause, TaskBody task) {
        return start(name, pause, task, () -> {});
    }

    /** @param cleanup run on the same thread when it is closed */
    public static PeriodicTask start(String name, Duration pause, TaskBody task, Runnable cleanup) {
        return new PeriodicTask(Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    task.run();
                    Thread.sleep(pause);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // closed
            } finally {
                cleanup.run();
            }
        }));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
