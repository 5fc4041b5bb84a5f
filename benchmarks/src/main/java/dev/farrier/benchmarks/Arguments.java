package dev.farrier.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands behind the name of a benchmark. Each is taken once; what is left over was not understood. */
public final class Arguments {
    private final List<String> left;

    public Arguments(List<String> arguments) {
        left = new ArrayList<>(arguments);
    }

    /** Whether this word is there. */
    public boolean flag(String name) {
        return left.remove(name);
    }

    /** What stands behind the name; empty when the name is not there. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(value(name));
    }

    /**
     * The number behind the name; {@code otherwise} when the name is not there. {@code 2m} and {@code 500k} are numbers.
     *
     * @throws WrongArgumentException when it is none, or less than 1
     */
    public long number(String name, long otherwise) {
        String text = value(name);
        return text == null ? otherwise : parse(name, text);
    }

    /** As {@link #number}, for several, separated by commas. */
    public List<Long> numbers(String name, List<Long> otherwise) {
        String text = value(name);
        if (text == null) {
            return otherwise;
        }
        List<Long> numbers = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            numbers.add(parse(name, one));
        }
        return numbers;
    }

    /** @throws WrongArgumentException when something was not taken */
    public void end() {
        if (!left.isEmpty()) {
            throw new WrongArgumentException("not understood: " + String.join(" ", left));
        }
    }

    private @Nullable String value(String name) {
        int at = left.indexOf(name);
        if (at < 0) {
            return null;
        }
        left.remove(at);
        if (at == left.size()) {
            throw new WrongArgumentException("no value for " + name);
        }
        return left.remove(at);
    }

    private static long parse(String name, String text) {
        long unit = text.endsWith("m") ? 1_000_000 : text.endsWith("k") ? 1_000 : 1;
        String digits = unit == 1 ? text : text.substring(0, text.length() - 1);
        try {
            long number = Math.multiplyExact(Long.parseLong(digits), unit);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // said below
        }
        throw new WrongArgumentException(name + " wants a number of at least 1, not " + text);
    }
}
