package dev.farrier.match.regex;

import dev.farrier.match.regex.Cursor.Unknown;
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

    private final Cursor in;
    private final CharParser chars;
    private int depth;
    private boolean dotAll;

    private RegexParser(Cursor in) {
        this.in = in;
        this.chars = new CharParser(in);
    }

    static Optional<Regex> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            Cursor in = new Cursor(text);
            Regex regex = new RegexParser(in).alternatives();
            return in.atEnd() ? Optional.of(regex) : Optional.empty();
        } catch (Unknown e) {
            return Optional.empty();
        }
    }

    /** Up to the end, or the parenthesis that closes the group. */
    private Regex alternatives() throws Unknown {
        if (++depth > DEEPEST) {
            throw new Unknown();
        }
        List<Regex> branches = new ArrayList<>();
        do {
            branches.add(sequence());
        } while (in.take("|"));
        depth--;
        return branches.size() == 1 ? branches.getFirst() : new Alternatives(branches);
    }

    private Regex sequence() throws Unknown {
        List<Regex> parts = new ArrayList<>();
        while (in.peek() != Cursor.END && in.peek() != '|' && in.peek() != ')') {
            boolean quoted = in.take("\\Q");
            Regex one = quoted ? quote(parts) : atom();
            if (one != null) {
                parts.add(repeated(one));
            } else if (in.peek() != Cursor.END && "*+?{".indexOf(in.peek()) >= 0) {
                throw new Unknown(); // RE2/J repeats what was before
            }
        }
        return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
    }

    /** Up to {@code \E}; the last character, which a repetition would be about, is returned and not added. */
    private @Nullable Regex quote(List<Regex> parts) throws Unknown {
        Regex last = null;
        while (in.peek() != Cursor.END && !in.take("\\E")) {
            if (last != null) {
                parts.add(last);
            }
            last = literal(in.next());
        }
        return last;
    }

    /** Null after flags, which are no part of what is matched. */
    private @Nullable Regex atom() throws Unknown {
        int c = in.next();
        return switch (c) {
            case '.' -> new Chars(dotAll ? CodePoints.ALL : CodePoints.NO_NEWLINE);
            case '^' -> Place.TEXT_START;
            case '$' -> Place.TEXT_END;
            case '[' -> new Chars(chars.set());
            case '(' -> group();
            case '\\' -> escape();
            case '*', '+', '?' -> throw new Unknown();
            default -> literal(c);
        };
    }

    private @Nullable Regex group() throws Unknown {
        boolean fold = chars.foldCase;
        boolean dot = dotAll;
        if (in.take("?")) {
            if (in.take("P<") || in.take("<")) {
                while (in.next() != '>') {
                    // a name says nothing about what is matched
                }
            } else if (flags()) {
                return null;
            }
        }
        Regex inner = alternatives();
        if (!in.take(")")) {
            throw new Unknown();
        }
        chars.foldCase = fold;
        dotAll = dot;
        return inner;
    }

    /** @return whether they are for the rest of the group around them */
    private boolean flags() throws Unknown {
        boolean on = true;
        while (true) {
            switch (in.next()) {
                case 'i' -> chars.foldCase = on;
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
            int start = in.at();
            int min;
            int max;
            if (in.take("*")) {
                min = 0;
                max = -1;
            } else if (in.take("+")) {
                min = 1;
                max = -1;
            } else if (in.take("?")) {
                min = 0;
                max = 1;
            } else if (in.take("{")) {
                min = in.number();
                max = min;
                if (in.take(",")) {
                    max = in.peek() == '}' ? -1 : in.number();
                }
                if (min < 0 || max < -1 || !in.take("}")) {
                    in.back(start); // a brace that is no repetition is a brace
                    return regex;
                }
            } else {
                return regex;
            }
            in.take("?"); // as few as possible: matches the same texts
            if (regex instanceof Place) {
                throw new Unknown();
            }
            regex = new Repeat(regex, min, max);
        }
    }

    private Regex literal(int c) throws Unknown {
        return new Chars(chars.folded(CodePoints.of(c, c)));
    }

    private Regex escape() throws Unknown {
        return switch (in.peek()) {
            case 'A' -> place(Place.TEXT_START);
            case 'z' -> place(Place.TEXT_END);
            case 'b' -> place(Place.WORD_BOUNDARY);
            case 'B' -> place(Place.NO_WORD_BOUNDARY);
            default -> {
                CodePoints points = chars.escaped();
                yield new Chars(points.size() == 1 ? chars.folded(points) : points);
            }
        };
    }

    private Regex place(Place place) throws Unknown {
        in.next();
        return place;
    }
}
