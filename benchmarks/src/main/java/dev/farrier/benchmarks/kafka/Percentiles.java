package dev.farrier.benchmarks.kafka;

import java.util.Arrays;

/** Of measured times, each kept: nothing is rounded into buckets. */
public final class Percentiles {
    private final long[] sorted;

    /** @param values in any order; not changed */
    public Percentiles(long[] values) {
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    public int count() {
        return sorted.length;
    }

    /**
     * The smallest value that at least this part of all values does not exceed; 1 is the greatest.
     *
     * @throws IllegalStateException when there are no values
     */
    public long at(double part) {
        if (sorted.length == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        int rank = (int) Math.ceil(part * sorted.length);
        return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1];
    }
}
