package dev.farrier.benchmarks.kafka.throughput;

import java.util.List;

/**
 * What one run took, from when it had warmed up until all was read.
 *
 * @param perSecond events a second, by the clock
 * @param cpuNanos processor time of the process for one event
 * @param brokerNanos the broker's for one event
 */
public record Throughput(double perSecond, double cpuNanos, double brokerNanos) {

    /** The middle one, or the upper of the two in the middle. */
    public static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }
}
