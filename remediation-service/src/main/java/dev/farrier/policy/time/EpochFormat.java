package dev.farrier.policy.time;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;

/**
 * A count since 1970, with or without a fraction, also as {@code 1.733282864747E9}.
 *
 * @param shift from its unit to milliseconds, in powers of ten
 */
record EpochFormat(String name, int shift, String example) implements TimeFormat {
    /** A number may have an exponent of a billion, and rounding it would take as many digits. */
    private static final int MAX_SCALE = 100;

    /** Of a long, less one: what has more is no time. */
    private static final int MAX_DIGITS = 18;

    @Override
    public OptionalLong read(String text, long receipt) {
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
        if (Math.abs((long) number.scale()) > MAX_SCALE) {
            return OptionalLong.empty();
        }
        BigDecimal millis = number.movePointRight(shift).setScale(0, RoundingMode.FLOOR);
        return millis.precision() > MAX_DIGITS ? OptionalLong.empty() : OptionalLong.of(millis.longValueExact());
    }

    @Override
    public String toString() {
        return name + " (" + example + ")";
    }
}
