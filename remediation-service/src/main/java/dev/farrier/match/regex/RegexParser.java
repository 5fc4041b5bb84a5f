package dev.farrier.match.regex;

import dev.farrier.match.regex.Regex.Alternatives;
import dev.farrier.match.regex.Regex.Chars;
import dev.farrier.match.regex.Regex.Place;
import dev.farrier.match.regex.Regex.Repeat;
import dev.farrier.match.regex.Regex.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * RE2's syntax (github.com/google/re2/wiki/Syntax), less what is rare in policies. It relies on the text being correct: RE2/J
 * has compiled it before.
 */
final class RegexParser {
    private static final int LONGEST = 4_000;
    private static final int DEEPEST = 50;
    private static final int END = -1;

    private final String text;
    private int at;
    private int depth;
    private boolean foldCase;
    private boolean dotAll;

    private RegexParser(String text) {
        this.text = text;
    }

    /** Something is not understood: the regular expression is then run as it is. */
    private static final class Unknown extends Exception {
        private static final long serialVersionUID = 1L;

        Unknown() {
            super(null, null, false, false);
        }
    }

    static Optional<Regex> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            RegexParser parser = new RegexParser(text);
            Regex regex = parser.alternatives();
            return parser.at == text.length() ? Optional.of(regex) : Optional.empty();
        } catch (Unknown e) {
            return Optional.empty();
        }
    }

    private int peek() {
        return at < text.length() ? text.codePointAt(at) : END;
    }

    private int next() throws Unknown {
        int c = peek();
        if (c == END) {
            throw new Unknown();
        }
        at += Character.charCount(c);
        return c;
    }

    private boolean take(String what) {
        boolean there = text.startsWith(what, at);
        at += there ? what.length() : 0;
        return there;
    }

    /** Up to the end, or the parenthesis that closes the group. */
    private Regex alternatives() throws Unknown {
        if (++depth > DEEPEST) {
            throw new Unknown();
        }
        List<Regex> branches = new ArrayList<>();
        do {
            branches.add(sequence());
        } while (take("|"));
        depth--;
        return branches.size() == 1 ? branches.getFirst() : new Alternatives(branches);
    }

    private Regex sequence() throws Unknown {
        List<Regex> parts = new ArrayList<>();
        while (peek() != END && peek() != '|' && peek() != ')') {
            boolean quoted = take("\\Q");
            Regex one = quoted ? quote(parts) : atom();
            if (one != null) {
                parts.add(repeated(one));
            } else if (peek() != END && "*+?{".indexOf(peek()) >= 0) {
                throw new Unknown(); // RE2/J repeats what was before
            }
        }
        return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
    }

    /** Up to {@code \E}; the last character, which a repetition would be about, is returned and not added. */
    private @Nullable Regex quote(List<Regex> parts) throws Unknown {
        Regex last = null;
        while (peek() != END && !take("\\E")) {
            if (last != null) {
                parts.add(last);
            }
            last = literal(next());
        }
        return last;
    }

    /** Null after flags, which are no part of what is matched. */
    private @Nullable Regex atom() throws Unknown {
        int c = next();
        return switch (c) {
            case '.' -> new Chars(dotAll ? CodePoints.ALL : CodePoints.NO_NEWLINE);
            case '^' -> Place.TEXT_START;
            case '$' -> Place.TEXT_END;
            case '[' -> new Chars(set());
            case '(' -> group();
            case '\\' -> escape();
            case '*', '+', '?' -> throw new Unknown();
            default -> literal(c);
        };
    }

    private @Nullable Regex group() throws Unknown {
        boolean fold = foldCase;
        boolean dot = dotAll;
        if (take("?")) {
            if (take("P<") || take("<")) {
                while (next() != '>') {
                    // a name says nothing about what is matched
                }
            } else if (flags()) {
                return null;
            }
        }
        Regex inner = alternatives();
        if (!take(")")) {
            throw new Unknown();
        }
        foldCase = fold;
        dotAll = dot;
        return inner;
    }

    /** @return whether they are for the rest of the group around them */
    private boolean flags() throws Unknown {
        boolean on = true;
        while (true) {
            switch (next()) {
                case 'i' -> foldCase = on;
                case 's' -> dotAll = on;
                case 'U' -> {}
                case '-' -> on = false;
                case ':' -> {
                    return false;
                }
                case ')' -> {
                    return true;
                }
                default -> throw new Unknown(); // m: ^ and $ would mean lines
            }
        }
    }

    private Regex repeated(Regex one) throws Unknown {
        Regex regex = one;
        while (true) {
            int start = at;
            int min;
            int max;
            if (take("*")) {
                min = 0;
                max = -1;
            } else if (take("+")) {
                min = 1;
                max = -1;
            } else if (take("?")) {
                min = 0;
                max = 1;
            } else if (take("{")) {
                min = number();
                max = min;
                if (take(",")) {
                    max = peek() == '}' ? -1 : number();
                }
                if (min < 0 || max < -1 || !take("}")) {
                    at = start; // a brace that is no repetition is a brace
                    return regex;
                }
            } else {
                return regex;
            }
            take("?"); // as few as possible: matches the same texts
            if (regex instanceof Place) {
                throw new Unknown();
            }
            regex = new Repeat(regex, min, max);
        }
    }

    /** -2 when there is none. */
    private int number() {
        int start = at;
        int value = 0;
        while (peek() >= '0' && peek() <= '9' && at - start < 5) {
            value = 10 * value + text.charAt(at++) - '0';
        }
        return at == start ? -2 : value;
    }

    private Regex literal(int c) throws Unknown {
        return new Chars(folded(CodePoints.of(c, c)));
    }

    private Regex escape() throws Unknown {
        return switch (peek()) {
            case 'A' -> place(Place.TEXT_START);
            case 'z' -> place(Place.TEXT_END);
            case 'b' -> place(Place.WORD_BOUNDARY);
            case 'B' -> place(Place.NO_WORD_BOUNDARY);
            default -> {
                CodePoints points = escaped();
                yield new Chars(points.size() == 1 ? folded(points) : points);
            }
        };
    }

    private Regex place(Place place) {
        at++;
        return place;
    }

    /** After the backslash, in a class or outside: one code point, or a class of Perl's in both cases if need be. */
    private CodePoints escaped() throws Unknown {
        int c = next();
        return switch (c) {
            case 'd' -> CodePoints.DIGIT;
            case 'D' -> CodePoints.DIGIT.complement();
            case 's' -> CodePoints.SPACE;
            case 'S' -> CodePoints.SPACE.complement();
            case 'w' -> folded(CodePoints.WORD);
            case 'W' -> folded(CodePoints.WORD).complement();
            case 'a' -> CodePoints.of(7, 7);
            case 'f' -> CodePoints.of('\f', '\f');
            case 't' -> CodePoints.of('\t', '\t');
            case 'n' -> CodePoints.of('\n', '\n');
            case 'r' -> CodePoints.of('\r', '\r');
            case 'v' -> CodePoints.of(11, 11);
            case 'x' -> hexadecimal();
            default -> {
                if (c > 127 || Character.isLetterOrDigit(c)) {
                    throw new Unknown();
                }
                yield CodePoints.of(c, c);
            }
        };
    }

    private CodePoints hexadecimal() throws Unknown {
        boolean braces = take("{");
        int end = braces ? text.indexOf('}', at) : at + 2;
        if (end < 0 || end > text.length() || end - at > 6) {
            throw new Unknown();
        }
        try {
            int point = Integer.parseInt(text, at, end, 16);
            at = braces ? end + 1 : end;
            return CodePoints.of(point, point);
        } catch (NumberFormatException e) {
            throw new Unknown();
        }
    }

    /** After the opening bracket. */
    private CodePoints set() throws Unknown {
        boolean negated = take("^");
        CodePoints set = CodePoints.of();
        boolean first = true;
        while (first || peek() != ']') {
            first = false;
            if (text.startsWith("[:", at)) {
                throw new Unknown();
            }
            CodePoints low = member();
            if (low.size() != 1) {
                set = set.and(low);
            } else if (peek() == '-' && !text.startsWith("-]", at)) {
                at++;
                CodePoints high = member();
                if (high.size() != 1) {
                    throw new Unknown();
                }
                set = set.and(folded(CodePoints.of(low.ranges()[0], high.ranges()[0])));
            } else {
                set = set.and(folded(low));
            }
        }
        at++;
        return negated ? set.complement() : set;
    }

    private CodePoints member() throws Unknown {
        int c = next();
        return c == '\\' ? escaped() : CodePoints.of(c, c);
    }

    /** Under {@code (?i)} with the other case. U+017F and U+212A are the only others that fold into ASCII. */
    private CodePoints folded(CodePoints points) throws Unknown {
        if (!foldCase) {
            return points;
        }
        CodePoints all = points;
        int[] ranges = points.ranges();
        for (int i = 0; i < ranges.length; i += 2) {
            if (ranges[i + 1] > 127) {
                throw new Unknown();
            }
            for (int c = ranges[i]; c <= ranges[i + 1]; c++) {
                if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
                    all = all.and(CodePoints.of(c ^ 0x20, c ^ 0x20));
                }
                if (c == 's' || c == 'S') {
                    all = all.and(CodePoints.of(0x17F, 0x17F));
                }
                if (c == 'k' || c == 'K') {
                    all = all.and(CodePoints.of(0x212A, 0x212A));
                }
            }
        }
        return all;
    }
}
