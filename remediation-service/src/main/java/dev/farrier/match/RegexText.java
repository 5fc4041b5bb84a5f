package dev.farrier.match;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a regular expression in RE2's syntax just far enough to run it seldom: plain texts, lists of plain texts, and a text
 * that every match contains. Whatever else it meets it leaves to RE2/J.
 */
final class RegexText {
    /** More look-ups than one run of the expression is worth. */
    private static final int MAX_ALTERNATIVES = 100;

    /** A shorter text is in nearly every line. */
    private static final int MIN_REQUIRED = 3;

    private static final String SYNTAX = "\\.+*?()|[{^$";

    /** Escapes of one letter that stand for a class of characters, a control character or a position. */
    private static final String CLASSES = "dDsSwWbBAzaftnrv";

    private RegexText() {}

    /** The only text that the expression matches; null when it is not written as a plain text. */
    static @Nullable String literal(String regex) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '\\' && i + 1 < regex.length() && isPunctuation(regex.charAt(i + 1))) {
                text.append(regex.charAt(++i));
            } else if (SYNTAX.indexOf(c) < 0) {
                text.append(c);
            } else {
                return null;
            }
        }
        return text.toString();
    }

    private static boolean isPunctuation(char c) {
        return c < 128 && !Character.isLetterOrDigit(c);
    }

    /** All texts that the expression matches, for {@code a}, {@code a|b} and {@code (a|b)}; null when it is more than that. */
    static @Nullable Set<String> alternatives(String regex) {
        boolean group = regex.startsWith("(") && regex.endsWith(")");
        String list = group ? regex.substring(regex.startsWith("(?:") ? 3 : 1, regex.length() - 1) : regex;
        Set<String> texts = new HashSet<>();
        for (String alternative : list.split("\\|", -1)) {
            String text = literal(alternative);
            if (text == null || texts.size() == MAX_ALTERNATIVES) {
                return null;
            }
            texts.add(text);
        }
        return Set.copyOf(texts);
    }

    /** The longest plain text outside all groups, classes and repetitions; empty when it is short, or none is known. */
    static String requiredText(String regex) {
        String longest = "";
        StringBuilder run = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            boolean escaped = c == '\\' && i + 1 < regex.length();
            char next = escaped ? regex.charAt(++i) : c;
            if (escaped && !isPunctuation(next) && CLASSES.indexOf(next) < 0) {
                return "";
            }
            boolean plain = escaped ? isPunctuation(next) : SYNTAX.indexOf(c) < 0;
            if (plain && depth == 0) {
                run.append(next);
                continue;
            }
            if (!escaped) {
                switch (c) {
                    case '(' -> depth++;
                    case ')' -> depth--;
                    case '[' -> i = endOfClass(regex, i);
                    case '{' -> i = Math.max(i, regex.indexOf('}', i));
                    case '|' -> {
                        if (depth == 0) {
                            return "";
                        }
                    }
                    default -> {}
                }
                if (c == '?' && regex.startsWith("(?", i - 1) && hasFlag(regex, i + 1)) {
                    return "";
                }
                if ("*?{".indexOf(c) >= 0 && !run.isEmpty()) {
                    run.setLength(run.offsetByCodePoints(run.length(), -1)); // perhaps repeated no time
                }
            }
            longest = run.length() > longest.length() ? run.toString() : longest;
            run.setLength(0);
        }
        longest = run.length() > longest.length() ? run.toString() : longest;
        return longest.length() >= MIN_REQUIRED ? longest : "";
    }

    /** Whether the flags that begin here change which characters match: {@code i}. A group's name may have it too. */
    private static boolean hasFlag(String regex, int from) {
        for (int i = from; i < regex.length() && ":)".indexOf(regex.charAt(i)) < 0; i++) {
            if (regex.charAt(i) == 'i') {
                return true;
            }
        }
        return false;
    }

    /** The place of the bracket that closes the class. */
    private static int endOfClass(String regex, int open) {
        int i = open + 1;
        i += regex.startsWith("^", i) ? 1 : 0;
        i += regex.startsWith("]", i) ? 1 : 0;
        while (i < regex.length() && regex.charAt(i) != ']') {
            boolean named = regex.startsWith("[:", i) && regex.indexOf(":]", i) > 0;
            i = named ? regex.indexOf(":]", i) + 2 : i + (regex.charAt(i) == '\\' ? 2 : 1);
        }
        return i;
    }
}
