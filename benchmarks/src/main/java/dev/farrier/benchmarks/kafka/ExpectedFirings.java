package dev.farrier.benchmarks.kafka;

/**
 * How often the policies must fire, counted the plain way: three events of a policy within its window {@code (t − within, t]},
 * then afresh, for each host.
 */
public final class ExpectedFirings {
    static final int COUNT = 3;
    public static final long WITHIN_MILLIS = 300_000;

    private final long[][] newest;
    private final int[] sizes;
    private long firings;

    public ExpectedFirings(int policies) {
        int keys = policies * Traffic.HOSTS_A_POLICY;
        newest = new long[keys][COUNT];
        sizes = new int[keys];
    }

    /** @param key as {@link Traffic#keyOf}; of each in order of time */
    public void on(int key, long time) {
        long[] times = newest[key];
        int kept = 0;
        for (int i = 0; i < sizes[key]; i++) {
            if (times[i] > time - WITHIN_MILLIS) {
                times[kept++] = times[i];
            }
        }
        times[kept++] = time;
        if (kept == COUNT) {
            firings++;
            kept = 0;
        }
        sizes[key] = kept;
    }

    public long firings() {
        return firings;
    }
}
