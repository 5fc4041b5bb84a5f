package dev.farrier.benchmarks.kafka;

/** What is going on, for whoever waits. */
public final class ProgressLog {
    private static final long BEGAN = System.nanoTime();

    private ProgressLog() {}

    public static void log(String what) {
        System.err.printf("%6.1f s  %s%n", (System.nanoTime() - BEGAN) / 1e9, what);
    }
}
