package dev.farrier.hyperscan;

import dev.farrier.match.regex.CodePoints;
import dev.farrier.match.regex.Regex;
import dev.farrier.match.regex.Regex.Alternatives;
import dev.farrier.match.regex.Regex.Chars;
import dev.farrier.match.regex.Regex.Place;
import dev.farrier.match.regex.Regex.Repeat;
import dev.farrier.match.regex.Regex.Sequence;
import dev.farrier.match.regex.TextPattern;
import java.util.List;
import java.util.Optional;

/**
 * A pattern as Hyperscan is told it: written anew from what it consists of, in the few forms that mean the same to both. Taking
 * RE2's text as it is would not do: {@code $}, {@code \s}, {@code \v} and case folding differ.
 *
 * @param oneLine of a text with a line feed, a hit has to be confirmed: "any text" at an end was left out, and RE2's dot is no
 *     line feed. Without it Hyperscan need not read a line to its end
 * @param ascii not to be asked of a text that has U+017F or U+212A: they are left out of the other case of {@code s} and
 *     {@code k}, which would otherwise no longer be plain texts to search for
 */
record Said(String expression, boolean oneLine, boolean ascii) {
    static final int LONG_S = 0x17F;
    static final int KELVIN = 0x212A;

    /** Characters, each repetition written out. What is larger takes long to compile. */
    private static final int LARGEST = 2_000;

    /** Empty when it can't be said exactly. */
    static Optional<Said> of(TextPattern pattern) {
        return Regex.parse(pattern.re2())
                .filter(regex -> size(regex) <= LARGEST)
                .map(regex -> new Writer(pattern.whole()).write(regex))
                .filter(said -> !said.expression.isEmpty());
    }

    private static long size(Regex regex) {
        return switch (regex) {
            case Chars chars -> 1;
            case Place place -> 1;
            case Sequence sequence ->
                sequence.parts().stream().mapToLong(Said::size).sum();
            case Alternatives alternatives ->
                alternatives.branches().stream().mapToLong(Said::size).sum();
            case Repeat repeat -> size(repeat.of()) * Math.max(1, Math.max(repeat.min(), repeat.max()));
        };
    }

    private static final class Writer {
        private final boolean whole;
        private final StringBuilder out = new StringBuilder();
        private boolean oneLine;
        private boolean ascii;

        Writer(boolean whole) {
            this.whole = whole;
        }

        Said write(Regex regex) {
            List<Regex> branches =
                    regex instanceof Alternatives alternatives ? alternatives.branches() : List.of(regex);
            for (Regex branch : branches) {
                int before = out.length();
                branch(branch.parts());
                if (out.length() == before) {
                    return new Said("", false, false); // matches everything, or only the empty text
                }
                out.append(branch == branches.getLast() ? "" : "|");
            }
            return new Said(out.toString(), oneLine, ascii);
        }

        /** "Any text" at an end of a part is nothing; at an end of a whole it is no end. */
        private void branch(List<Regex> parts) {
            int from = 0;
            int to = parts.size();
            while (from < to && isAnything(parts.get(from))) {
                from++;
            }
            while (to > from && isAnything(parts.get(to - 1))) {
                to--;
            }
            out.append(whole && from == 0 ? "\\A" : "");
            parts.subList(from, to).forEach(this::append);
            out.append(whole && to == parts.size() ? "\\z" : "");
        }

        private boolean isAnything(Regex part) {
            if (!(part instanceof Repeat repeat)
                    || repeat.min() > 0
                    || repeat.max() >= 0
                    || !(repeat.of() instanceof Chars chars)) {
                return false;
            }
            boolean dot = chars.points().equals(CodePoints.NO_NEWLINE);
            oneLine |= dot && whole;
            return dot || chars.points().equals(CodePoints.ALL);
        }

        private void append(Regex regex) {
            switch (regex) {
                case Chars chars -> append(chars.points());
                case Place place ->
                    out.append(
                            switch (place) {
                                case TEXT_START -> "\\A";
                                case TEXT_END -> "\\z";
                                case WORD_BOUNDARY -> "\\b";
                                case NO_WORD_BOUNDARY -> "\\B";
                            });
                case Sequence sequence -> {
                    out.append("(?:");
                    sequence.parts().forEach(this::append);
                    out.append(')');
                }
                case Alternatives alternatives -> {
                    out.append("(?:");
                    for (Regex branch : alternatives.branches()) {
                        append(branch);
                        out.append(branch == alternatives.branches().getLast() ? "" : "|");
                    }
                    out.append(')');
                }
                case Repeat repeat -> {
                    out.append("(?:");
                    append(repeat.of());
                    out.append("){").append(repeat.min()).append(',');
                    out.append(repeat.max() < 0 ? "" : String.valueOf(repeat.max()));
                    out.append('}');
                }
            }
        }

        private void append(CodePoints points) {
            if (points.size() == 1) {
                append(points.ranges()[0]);
                return;
            }
            CodePoints listed = points;
            boolean negated = points.contains(Character.MAX_CODE_POINT);
            if (negated) {
                listed = points.complement();
            } else if (points.contains('s') && points.contains(LONG_S)
                    || points.contains('k') && points.contains(KELVIN)) {
                listed = points.without(LONG_S, KELVIN);
                ascii = true;
            }
            int[] ranges = listed.ranges();
            if (ranges.length == 0) {
                out.append(negated ? "(?s:.)" : "[^\\x{0}-\\x{10ffff}]");
                return;
            }
            out.append(negated ? "[^" : "[");
            for (int i = 0; i < ranges.length; i += 2) {
                append(ranges[i]);
                if (ranges[i + 1] > ranges[i]) {
                    out.append('-');
                    append(ranges[i + 1]);
                }
            }
            out.append(']');
        }

        private void append(int c) {
            boolean plain = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == ' ';
            if (plain) {
                out.append((char) c);
            } else {
                out.append("\\x{").append(Integer.toHexString(c)).append('}');
            }
        }
    }
}
