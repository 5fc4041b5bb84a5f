package dev.farrier.hyperscan;

import com.google.re2j.Pattern;
import dev.farrier.match.TextPattern;
import java.util.Optional;

/**
 * A pattern as Hyperscan is given it: RE2's text, less any text at its ends, so that Hyperscan need not read a line to its end.
 * In a text without line feed or vertical tab, U+017F or U+212A both mean the same by it; with a line feed Hyperscan may
 * find too much, because its {@code $} is also before the last one.
 *
 * @param exact false: Hyperscan may find too much in any text
 */
record HyperscanExpression(String text, boolean exact) {
    static final char VERTICAL_TAB = 0x0B;
    /** Under {@code (?i)}, RE2 takes it for an s. */
    static final char LONG_S = 0x17F;
    /** Under {@code (?i)}, RE2 takes it for a k. */
    static final char KELVIN = 0x212A;

    /** What only one of the two understands, or each in its own way; and NUL, which ends a text in C. */
    private static final Pattern DIFFERENT =
            Pattern.compile("\\x00|\\\\[vpPCQE0-9]|\\(\\?[a-zA-Z]*[mU]|(?s)\\(\\?[a-zA-Z]*i.*([^\\x00-\\x7f]|\\\\x)");

    private static final String ANY = ".*";

    /** Empty for a pattern that is left to RE2/J. */
    static Optional<HyperscanExpression> of(TextPattern pattern) {
        String text = pattern.re2();
        boolean dotAll = text.startsWith("(?s)");
        text = dotAll ? text.substring(4) : text;
        boolean anyBefore = text.startsWith(ANY);
        text = anyBefore ? text.substring(ANY.length()) : text;
        boolean anyAfter = text.endsWith(ANY) && !text.endsWith("\\" + ANY);
        text = anyAfter ? text.substring(0, text.length() - ANY.length()) : text;
        if (text.isEmpty() || DIFFERENT.matcher(pattern.re2()).find()) {
            return Optional.empty();
        }
        boolean open = !pattern.whole();
        String anchored = (open || anyBefore ? "" : "\\A") + "(?" + (dotAll ? "s" : "") + ":" + text + ")"
                + (open || anyAfter ? "" : "\\z");
        return Optional.of(new HyperscanExpression(anchored, !(anyBefore || anyAfter) || text.indexOf('|') < 0));
    }
}
