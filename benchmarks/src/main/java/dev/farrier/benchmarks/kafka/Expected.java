package dev.farrier.benchmarks.kafka;

/**
 * How often the policies must fire, counted the plain way: three events of a policy within its window {@code (t − within, t]},
 * then afresh. Each policy has one host.
 */
final class Expected {
    static final int COUNT = 3;
    static final long WITHIN_MILLIS = 300_000;

    private final long[][] newest;
    private final int[] sizes;
    private long firings;

    Expected(int policies) {
        newest = new long[policies][COUNT];
        sizes = new int[policies];
    }

    /** In order of time, one policy's. */
    void on(int policy, long time) {
        long[] times = newest[policy];
        int kept = 0;
        for (int i = 0; i < sizes[policy]; i++) {
            if (times[i] > time - WITHIN_MILLIS) {
                times[kept++] = times[i];
            }
        }
        times[kept++] = time;
        if (kept == COUNT) {
            firings++;
            kept = 0;
        }
        sizes[policy] = kept;
    }

    long firings() {
        return firings;
    }
}
