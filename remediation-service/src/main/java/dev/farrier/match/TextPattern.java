package dev.farrier.match;

import com.google.re2j.Pattern;

/**
 * A pattern that a text is tested for.
 *
 * @param re2 a valid regular expression in RE2's syntax
 * @param whole true: it must match the whole text, as in matchers; false: some part of it, as {@code matches()} in CEL
 */
public record TextPattern(String re2, boolean whole) {

    public static TextPattern containing(String literal) {
        return new TextPattern(Pattern.quote(literal), false);
    }

    public static TextPattern startingWith(String literal) {
        return new TextPattern("\\A" + Pattern.quote(literal), false);
    }

    public static TextPattern endingWith(String literal) {
        return new TextPattern(Pattern.quote(literal) + "\\z", false);
    }
}
