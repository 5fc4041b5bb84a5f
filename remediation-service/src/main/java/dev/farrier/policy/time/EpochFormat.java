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
    /** The largest exponent, either way: rounding 1E1000000000 would write out a billion digits. */
    private static final int MAX_SCALE = 100;

    /** A long holds any number of so many digits; a number of more digits is no time. */
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
