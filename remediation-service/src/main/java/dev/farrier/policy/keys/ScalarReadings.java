package dev.farrier.policy.keys;

import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.Node.Scalar.ScalarType;
import dev.farrier.policy.time.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Text → values; null after a problem, which is reported. */
final class ScalarReadings {
    private ScalarReadings() {}

    static @Nullable Integer integer(Scalar scalar, String path, int min, int max, MapReader map) {
        String range = "from " + min + " to " + max;
        if (scalar.type() != ScalarType.INTEGER) {
            map.error(scalar, "'" + path + "' must be a whole number " + range + ", not " + scalar.describe());
            return null;
        }
        try {
            int value = parseInteger(scalar.text());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // too large for an int, so out of range as well
        }
        map.error(scalar, "'" + path + "' is " + scalar.text() + ": it must be " + range);
        return null;
    }

    /** As YAML 1.2 has it: a leading zero is no octal number. */
    private static int parseInteger(String text) {
        if (text.startsWith("0x")) {
            return Integer.parseInt(text.substring(2), 16);
        }
        return text.startsWith("0o") ? Integer.parseInt(text.substring(2), 8) : Integer.parseInt(text);
    }

    /** @param percent whether {@code 20%} may be written for 0.2 */
    static @Nullable Double number(Scalar scalar, String path, double min, double max, boolean percent, MapReader map) {
        String text = scalar.text();
        boolean isPercent = percent && text.endsWith("%");
        double value;
        try {
            value = Double.parseDouble(isPercent ? text.substring(0, text.length() - 1) : text) / (isPercent ? 100 : 1);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (!Double.isFinite(value) || text.endsWith("d") || text.endsWith("f")) {
            String like = percent ? " such as 0.2 or 20%" : "";
            map.error(scalar, "'" + path + "' must be a number" + like + ", not " + scalar.describe());
            return null;
        }
        if (value < min || value > max) {
            map.error(scalar, "'" + path + "' is " + text + ": it must be from " + plain(min) + " to " + plain(max));
            return null;
        }
        return value;
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    static @Nullable Boolean bool(Scalar scalar, String path, MapReader map) {
        if (scalar.type() != ScalarType.BOOLEAN) {
            map.error(scalar, "'" + path + "' must be true or false, not " + scalar.describe());
            return null;
        }
        return scalar.text().equalsIgnoreCase("true");
    }

    static @Nullable Duration duration(Scalar scalar, String path, Duration max, boolean positive, MapReader map) {
        try {
            Duration duration = Durations.parse(scalar.text());
            if (duration.compareTo(max) > 0) {
                map.error(scalar, "'" + path + "' is " + scalar.text() + ": the longest is " + Durations.format(max));
            } else if (positive && duration.isZero()) {
                map.error(scalar, "'" + path + "' is 0: it must be longer");
            } else {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            map.error(scalar, "'" + path + "': " + e.getMessage());
        }
        return null;
    }

    static @Nullable String label(Scalar scalar, String path, MapReader map) {
        String written = scalar.text();
        if (NameRule.LABEL.allows(written) || !NameRule.ANY_LABEL.allows(written)) {
            return NameRule.LABEL.check(scalar, map.problems());
        }
        map.error(
                scalar,
                "'" + written + "' can't be a name here: use " + NameRule.LABEL.rule()
                        + "; relabelings give a label another name, {sourceLabels: ['" + written + "'], targetLabel: "
                        + written.replaceAll("[^A-Za-z_]", "_") + "}");
        return null;
    }
}
