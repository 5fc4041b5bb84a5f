package dev.farrier.policy.text;

import com.google.re2j.PatternSyntaxException;

/** Messages for errors of RE2/J, with what to write instead of constructs that only other engines have. */
public final class RegexErrors {
    private RegexErrors() {}

    /** For the end of a message; one line. */
    public static String of(PatternSyntaxException e) {
        String part = e.getPattern();
        return "not an RE2 regular expression: " + e.getDescription() + (part.isEmpty() ? "" : ": '" + part + "'")
                + instead(e.getDescription(), part);
    }

    private static String instead(String problem, String part) {
        if (part.startsWith("(?<=") || part.startsWith("(?<!")) {
            return ": RE2 has no look-behind, match what stands there and test the rest by itself";
        }
        if (part.startsWith("(?=") || part.startsWith("(?!")) {
            return ": RE2 has no look-ahead, match what stands there and test the rest by itself";
        }
        if (part.startsWith("(?>")) {
            return ": RE2 never goes back, write (?: instead";
        }
        if (part.matches("\\\\[1-9]")) {
            return ": RE2 has no references to groups, write out what is repeated";
        }
        if (part.matches("[*+?}]\\+")) {
            return ": RE2 never goes back, leave out the last +";
        }
        if (problem.startsWith("missing argument to repetition")) {
            return ": something must be there to repeat, write ." + part + " for any text, \\" + part
                    + " for the character";
        }
        return "";
    }
}
