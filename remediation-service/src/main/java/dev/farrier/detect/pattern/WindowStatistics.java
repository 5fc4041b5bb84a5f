package dev.farrier.detect.pattern;

import dev.farrier.detect.fold.EventWindow;
import dev.farrier.policy.Detector.AggregateFunction;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/** Numbers made of the values of {@link EventWindow}. */
final class WindowStatistics {
    private static final MathContext DIGITS = new MathContext(6);
    private static final double PLAIN_BELOW = 1e15;

    private WindowStatistics() {}

    static double of(AggregateFunction fn, EventWindow marks) {
        return switch (fn) {
            case SUM -> sum(marks);
            case AVG -> sum(marks) / marks.size();
            case MIN -> ranked(marks, 1);
            case MAX -> ranked(marks, marks.size());
            case P50, P90, P99 -> ranked(marks, rank(fn, marks.size()));
        };
    }

    /**
     * Whether {@link #of} is beyond the bound.
     *
     * @param less how many values {@link #isLess}: for a rank it is enough to know that
     */
    static boolean isBeyond(AggregateFunction fn, EventWindow marks, int less, boolean above, double bound) {
        int size = marks.size();
        return switch (fn) {
            case SUM, AVG -> above ? of(fn, marks) > bound : of(fn, marks) < bound;
            case MIN -> isBeyond(1, less, above);
            case MAX -> isBeyond(size, less, above);
            case P50, P90, P99 -> isBeyond(rank(fn, size), less, above);
        };
    }

    private static boolean isBeyond(int rank, int less, boolean above) {
        return above ? less < rank : less >= rank;
    }

    /** Whether a value is on the lesser side of a bound; the bound itself is on it only for what is above. */
    static boolean isLess(double value, boolean above, double bound) {
        return above ? value <= bound : value < bound;
    }

    /** Of the nearest rank, 1 is the least. */
    private static int rank(AggregateFunction fn, int size) {
        return Math.ceilDiv(fn.percent() * size, 100);
    }

    private static double ranked(EventWindow marks, int rank) {
        double[] values = new double[marks.size()];
        Arrays.setAll(values, i -> value(marks, i));
        Arrays.sort(values);
        return values[rank - 1];
    }

    /** In the order of events: another order gives another rounding. */
    private static double sum(EventWindow marks) {
        double sum = 0;
        for (int i = 0; i < marks.size(); i++) {
            sum += value(marks, i);
        }
        return sum;
    }

    static double value(EventWindow marks, int index) {
        return Double.longBitsToDouble(marks.data(index));
    }

    /** Six digits. */
    static String text(double value) {
        if (!(Math.abs(value) < PLAIN_BELOW)) {
            return Double.toString(value);
        }
        BigDecimal rounded = BigDecimal.valueOf(value).round(DIGITS);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
