package dev.farrier.ingest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Numbers from outside, which may have a thousand digits or an exponent of a billion. */
final class Numbers {
    /** Digits before or after the point beyond which arithmetic gets slow and no time or measurement lies. */
    private static final int MAX_SCALE = 400;

    private static final int MAX_CHARS = 1000;

    private Numbers() {}

    static double finite(String where, String text) throws Unreadable {
        BigDecimal decimal = decimal(text);
        double value = decimal == null ? Double.NaN : decimal.doubleValue();
        if (!Double.isFinite(value)) {
            throw Unreadable.at(where, Unreadable.quote(text) + " is not a finite number");
        }
        return value;
    }

    /** {@code text × 10^shift}, rounded down; empty when it is no number, or none that fits. */
    static OptionalLong whole(String text, int shift) {
        BigDecimal decimal = decimal(text);
        if (decimal == null) {
            return OptionalLong.empty();
        }
        BigDecimal whole = decimal.movePointRight(shift).setScale(0, RoundingMode.FLOOR);
        return whole.precision() > 18 ? OptionalLong.empty() : OptionalLong.of(whole.longValueExact());
    }

    private static @Nullable BigDecimal decimal(String text) {
        if (text.isEmpty() || text.length() > MAX_CHARS) {
            return null;
        }
        try {
            BigDecimal decimal = new BigDecimal(text);
            return Math.abs((long) decimal.scale()) > MAX_SCALE ? null : decimal;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
