package dev.farrier.policy.source;

import com.google.re2j.Pattern;
import dev.farrier.model.Event;
import dev.farrier.policy.text.BoundedRegex;
import org.jspecify.annotations.Nullable;

/**
 * One matcher in Alertmanager's syntax, e.g. {@code severity=~"critical|page"}. Regexes are RE2 and anchored at both ends.
 *
 * @param label label name, or one of the reserved {@code name, message, severity, source}; a missing label is empty
 * @param pattern compiled value for the two regex operators, else null
 */
public record Matcher(
        String label, Op op, String value, @Nullable Pattern pattern) {

    private static final Pattern BARE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    /** Alertmanager's four operators. */
    public enum Op {
        EQUAL("="),
        NOT_EQUAL("!="),
        MATCHES("=~"),
        NOT_MATCHES("!~");

        private final String sign;

        Op(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }
    }

    /** @throws com.google.re2j.PatternSyntaxException for a regex operator whose value is no RE2 regex, or too large a one */
    public static Matcher of(String label, Op op, String value) {
        boolean regex = op == Op.MATCHES || op == Op.NOT_MATCHES;
        return new Matcher(label, op, value, regex ? BoundedRegex.compile(value) : null);
    }

    public boolean matches(Event event) {
        return holds(event.label(label));
    }

    /** @param actual the label's value; empty when the label is missing */
    public boolean holds(String actual) {
        return switch (op) {
            case EQUAL -> actual.equals(value);
            case NOT_EQUAL -> !actual.equals(value);
            case MATCHES -> pattern != null && pattern.matches(actual);
            case NOT_MATCHES -> pattern != null && !pattern.matches(actual);
        };
    }

    /** As it would be written in a policy. */
    @Override
    public String toString() {
        return (BARE.matches(label) ? label : quoted(label)) + op.sign() + quoted(value);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
