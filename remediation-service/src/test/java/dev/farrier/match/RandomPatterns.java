package dev.farrier.match;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Random;

/** Regular expressions and texts that meet often, with everything that is easily taken for something else. */
public final class RandomPatterns {
    private static final String[] ATOMS = {
        "a",
        "b",
        "A",
        "s",
        "k",
        "0",
        " ",
        "-",
        "é",
        "😀",
        "\\n",
        "\\.",
        ".",
        "\\d",
        "\\D",
        "\\w",
        "\\W",
        "\\s",
        "\\S",
        "\\t",
        "\\x61",
        "\\x{e9}",
        "\\_",
        "[ab]",
        "[^ab]",
        "[a-c0]",
        "[^\\n]",
        "[\\d-]",
        "[]a]",
        "[^]a]",
        "[\\w.]",
        "[é-ë]",
        "[a-]",
        "ab",
        "abc",
        "\\Qa.b\\E",
        "\\b",
        "\\B",
        "^",
        "$",
        "\\A",
        "\\z",
        "{",
        "a{,2}",
        "\\v",
        "\\f",
        "\\pL",
        "[[:alpha:]]",
        "\\101",
        "(?i)",
        "(?s)",
        "(?-s)",
        "(?U)",
        "()",
        ".*",
        ".*",
        ".+",
        ".?"
    };
    private static final String[] REPEATS = {"*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}", "*?", "+?", "??"};
    private static final String[] PIECES = {
        "a", "b", "A", "B", "c", "s", "S", "k", "K", "0", "9", " ", "-", ".", "_", "é", "ê", "É", "😀", "\n", "\r",
        "\t", "ſ", "K", "ab", "abc", "a.b", "{", "]", "\u000b"
    };

    private final Random random;

    public RandomPatterns(long seed) {
        random = new Random(seed);
    }

    /** Correct in RE2's syntax. */
    public String regex() {
        while (true) {
            String regex = regex(2);
            try {
                Pattern unused = Pattern.compile(regex);
                return regex;
            } catch (PatternSyntaxException e) {
                continue; // e.g. a repetition of nothing
            }
        }
    }

    private String regex(int depth) {
        StringBuilder regex = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int kind = random.nextInt(10);
            if (kind == 0) {
                regex.append('|');
            } else if (kind < 3 && depth > 0) {
                String[] opening = {"(", "(?:", "(?i:", "(?s:", "(?P<n>", "(?-i:"};
                regex.append(opening[random.nextInt(opening.length)])
                        .append(regex(depth - 1))
                        .append(')');
            } else {
                regex.append(ATOMS[random.nextInt(ATOMS.length)]);
            }
            if (random.nextInt(4) == 0) {
                regex.append(REPEATS[random.nextInt(REPEATS.length)]);
            }
        }
        return regex.toString();
    }

    public String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    public boolean coin() {
        return random.nextBoolean();
    }
}
