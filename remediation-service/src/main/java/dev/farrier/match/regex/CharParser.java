package dev.farrier.match.regex;

import dev.farrier.match.regex.Cursor.Unknown;

/** What stands for one character: escapes, classes, and both cases of a letter. */
final class CharParser {
    private final Cursor in;
    /** Whether {@code (?i)} is in force. */
    boolean foldCase;

    CharParser(Cursor in) {
        this.in = in;
    }

    /** After the backslash, in a class or outside: one code point, or a class of Perl's in both cases if need be. */
    CodePoints escaped() throws Unknown {
        int c = in.next();
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
        int point = in.hexadecimal(in.take("{"));
        return CodePoints.of(point, point);
    }

    /** After the opening bracket. */
    CodePoints set() throws Unknown {
        boolean negated = in.take("^");
        CodePoints set = CodePoints.of();
        boolean first = true;
        while (first || in.peek() != ']') {
            first = false;
            if (in.sees("[:")) {
                throw new Unknown();
            }
            CodePoints low = member();
            if (low.size() != 1) {
                set = set.and(low);
            } else if (in.peek() == '-' && !in.sees("-]")) {
                in.take("-");
                CodePoints high = member();
                if (high.size() != 1) {
                    throw new Unknown();
                }
                set = set.and(folded(CodePoints.of(low.ranges()[0], high.ranges()[0])));
            } else {
                set = set.and(folded(low));
            }
        }
        in.take("]");
        return negated ? set.complement() : set;
    }

    private CodePoints member() throws Unknown {
        int c = in.next();
        return c == '\\' ? escaped() : CodePoints.of(c, c);
    }

    /** Under {@code (?i)} with the other case. U+017F and U+212A are the only others that fold into ASCII. */
    CodePoints folded(CodePoints points) throws Unknown {
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
