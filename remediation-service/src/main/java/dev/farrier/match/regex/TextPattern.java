package dev.farrier.match.regex;

import com.google.re2j.Pattern;

/**
 * What a text may be asked.
 *
 * @param re2 a correct regular expression in RE2's syntax
 * @param whole it must match the text as a whole, as in matchers; else some part of it, as {@code matches()} in CEL
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
