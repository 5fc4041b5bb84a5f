package dev.farrier.benchmarks.kafka;

/** What is going on, for whoever waits. */
final class Progress {
    private static final long BEGAN = System.nanoTime();

    private Progress() {}

    static void say(String what) {
        System.err.printf("%6.1f s  %s%n", (System.nanoTime() - BEGAN) / 1e9, what);
    }
}
