package dev.farrier.detect.type;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.TreeSet;

/** Words and numbers in what detectors say of themselves. */
final class DetectorText {
    static final String THEN_AFRESH = ", then counts from 0 again";
    static final String AGAIN_AFTER = ", and again only after that was not so";

    private static final MathContext DIGITS = new MathContext(6);
    private static final double PLAIN_BELOW = 1e15;

    private DetectorText() {}

    /** {@code bad or worse}. */
    static String names(Collection<String> names) {
        return String.join(" or ", new TreeSet<>(names));
    }

    /** {@code bad and worse}. */
    static String list(Collection<String> names) {
        return String.join(" and ", new TreeSet<>(names));
    }

    /** {@code matches of bad}. */
    static String matches(Collection<String> of) {
        return "matches of " + names(of);
    }

    /** Six decimal places, without a fraction where there is none. */
    static String decimal(double number) {
        return BigDecimal.valueOf(number)
                .setScale(6, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Six digits. */
    static String number(double value) {
        if (!(Math.abs(value) < PLAIN_BELOW)) {
            return Double.toString(value);
        }
        BigDecimal rounded = BigDecimal.valueOf(value).round(DIGITS);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
