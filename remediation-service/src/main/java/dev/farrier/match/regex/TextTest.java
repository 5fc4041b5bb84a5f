package dev.farrier.match.regex;

import com.google.re2j.Pattern;
import dev.farrier.match.regex.Regex.Chars;
import dev.farrier.match.regex.Regex.Place;
import dev.farrier.match.regex.Regex.Repeat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks one text one {@link TextPattern}, in time linear in the text: by comparing where that says all, else by RE2/J. Immutable. */
public sealed interface TextTest {
    boolean test(String text);

    /** Whether a text that has nothing to do with it costs no more than a search for a few words. */
    boolean cheap();

    static TextTest of(TextPattern pattern) {
        Optional<Regex> parsed = Regex.parse(pattern.re2());
        TextTest comparison = parsed.map(regex -> Comparison.of(regex.parts(), pattern.whole()))
                .orElse(null);
        return comparison != null
                ? comparison
                : new Run(
                        Pattern.compile(pattern.re2()),
                        pattern.whole(),
                        parsed.map(Literals::required).orElse(List.of()).toArray(String[]::new));
    }

    /**
     * The literal with any text before and after it.
     *
     * @param oneLine RE2's dot is no line feed: any text is any text without one
     */
    record Comparison(String literal, boolean anyBefore, boolean anyAfter, boolean oneLine) implements TextTest {
        private static final Repeat DOTS = new Repeat(new Chars(CodePoints.NO_NEWLINE), 0, -1);
        private static final Repeat ALL = new Repeat(new Chars(CodePoints.ALL), 0, -1);

        static @Nullable TextTest of(List<Regex> parts, boolean whole) {
            Regex first = parts.isEmpty() ? Place.WORD_BOUNDARY : parts.getFirst();
            Regex last = parts.isEmpty() ? Place.WORD_BOUNDARY : parts.getLast();
            Regex any = first.equals(DOTS) || last.equals(DOTS) ? DOTS : ALL;
            boolean begins = first.equals(whole ? any : Place.TEXT_START);
            boolean ends = last.equals(whole ? any : Place.TEXT_END);
            int from = begins ? 1 : 0;
            int to = Math.max(from, parts.size() - (ends ? 1 : 0));
            String literal = Literals.text(parts.subList(from, to)).orElse(null);
            boolean oneLine = whole && any.equals(DOTS);
            if (literal == null || (oneLine && literal.indexOf('\n') >= 0)) {
                return null;
            }
            return new Comparison(literal, begins == whole, ends == whole, oneLine);
        }

        @Override
        public boolean test(String text) {
            boolean there = anyBefore
                    ? anyAfter ? text.contains(literal) : text.endsWith(literal)
                    : anyAfter ? text.startsWith(literal) : text.equals(literal);
            return there && !(oneLine && text.indexOf('\n') >= 0);
        }

        @Override
        public boolean cheap() {
            return true;
        }
    }

    /** @param required one of these must be in the text; none: nothing is known */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Run(Pattern pattern, boolean whole, String[] required) implements TextTest {
        @Override
        public boolean test(String text) {
            return mayMatch(text)
                    && (whole ? pattern.matches(text) : pattern.matcher(text).find());
        }

        /** Finding a word in a line takes 20 ns, RE2/J takes 10 µs. */
        private boolean mayMatch(String text) {
            for (String one : required) {
                if (text.contains(one)) {
                    return true;
                }
            }
            return required.length == 0;
        }

        @Override
        public boolean cheap() {
            return required.length > 0;
        }
    }
}
