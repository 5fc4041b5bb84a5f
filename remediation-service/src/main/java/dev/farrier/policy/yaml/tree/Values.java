package dev.farrier.policy.yaml.tree;

import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.Node.Scalar.ScalarType;
import dev.farrier.policy.keys.Problems;
import dev.farrier.policy.time.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Text → values of a type. After a problem a stand-in comes back. */
final class Values {
    private Values() {}

    static int integer(Scalar scalar, String path, int otherwise, int min, int max, Problems problems) {
        if (scalar.type() != ScalarType.INTEGER) {
            problems.error(
                    scalar.location(),
                    "'" + path + "' must be a whole number from " + min + " to " + max + ", not " + scalar.describe());
            return otherwise;
        }
        try {
            int value = parse(scalar.text());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // too large for an int, so out of range as well
        }
        problems.error(
                scalar.location(), "'" + path + "' is " + scalar.text() + ": it must be from " + min + " to " + max);
        return otherwise;
    }

    /** As YAML 1.2 has it: a leading zero is no octal number. */
    private static int parse(String text) {
        if (text.startsWith("0x")) {
            return Integer.parseInt(text.substring(2), 16);
        }
        return text.startsWith("0o") ? Integer.parseInt(text.substring(2), 8) : Integer.parseInt(text);
    }

    /** @param percent whether {@code 20%} may be written for 0.2 */
    static double number(
            Scalar scalar, String path, double otherwise, double min, double max, boolean percent, Problems problems) {
        String text = scalar.text();
        boolean isPercent = percent && text.endsWith("%");
        double value;
        try {
            value = Double.parseDouble(isPercent ? text.substring(0, text.length() - 1) : text) / (isPercent ? 100 : 1);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (!Double.isFinite(value) || text.endsWith("d") || text.endsWith("f")) {
            problems.error(
                    scalar.location(),
                    "'" + path + "' must be a number" + (percent ? " such as 0.2 or 20%" : "") + ", not "
                            + scalar.describe());
            return otherwise;
        }
        if (value < min || value > max) {
            problems.error(
                    scalar.location(),
                    "'" + path + "' is " + text + ": it must be from "
                            + BigDecimal.valueOf(min).stripTrailingZeros().toPlainString() + " to "
                            + BigDecimal.valueOf(max).stripTrailingZeros().toPlainString());
            return otherwise;
        }
        return value;
    }

    static boolean bool(Scalar scalar, String path, boolean otherwise, Problems problems) {
        if (scalar.type() != ScalarType.BOOLEAN) {
            problems.error(scalar.location(), "'" + path + "' must be true or false, not " + scalar.describe());
            return otherwise;
        }
        return scalar.text().equalsIgnoreCase("true");
    }

    static Duration duration(Scalar scalar, String path, Duration otherwise, Duration max, Problems problems) {
        try {
            Duration duration = Durations.parse(scalar.text());
            if (duration.compareTo(max) <= 0) {
                return duration;
            }
            problems.error(
                    scalar.location(),
                    "'" + path + "' is " + scalar.text() + ": the longest is " + Durations.format(max));
        } catch (IllegalArgumentException e) {
            problems.error(scalar.location(), "'" + path + "': " + e.getMessage());
        }
        return otherwise;
    }

    static <E extends Enum<E>> E choice(Scalar scalar, String path, Class<E> type, E otherwise, Problems problems) {
        List<String> names = new ArrayList<>();
        for (E value : type.getEnumConstants()) {
            String name = value.name().toLowerCase(Locale.ROOT).replace('_', '-');
            names.add(name);
            if (name.equals(scalar.text())) {
                return value;
            }
        }
        problems.error(
                scalar.location(),
                "'" + path + "' can't be '" + scalar.text() + "': write one of " + String.join(", ", names));
        return otherwise;
    }
}
