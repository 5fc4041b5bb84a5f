package dev.farrier.policy.cel;

import dev.farrier.policy.cel.InvalidCelException.Issue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds syntax of other languages in a condition: {@code =}, {@code and}, {@code contains} between two operands, a single
 * backslash of a regex in a text. For each of these the parser reports only that it did not expect what follows, so this class
 * reads a condition that does not parse once more.
 */
final class SyntaxHints {
    /** The longest first, and the valid ones too: so no part of an operator is taken for another operator. */
    private static final List<String> OPERATORS =
            List.of("!==", "===", "=~", "!~", "<>", "==", "!=", "<=", ">=", "&&", "||", "=", "&", "|", "<", ">", "!");

    private static final Map<String, String> FOREIGN = Map.of(
            "=", "write == to compare",
            "===", "write ==",
            "!==", "write !=",
            "<>", "write !=",
            "&", "write &&",
            "|", "write ||",
            "=~", "write .matches('…') behind what is compared",
            "!~", "write ! before what is compared, and .matches('…') behind it");

    private static final Map<String, String> WORDS = Map.of(
            "and", "write &&",
            "or", "write ||",
            "not", "write !",
            "is", "write ==",
            "like", "write .contains('…') or .matches('…') behind what is compared");

    private static final Set<String> BETWEEN = Set.of("contains", "startsWith", "endsWith", "matches");

    private static final String ESCAPES = "abfnrtv\\?\"'`xXuU0123";

    private final String text;
    private final List<Issue> issues = new ArrayList<>();
    private int at;
    /** The last character that was neither a space nor a comment. */
    private char before = ' ';

    private SyntaxHints(String text) {
        this.text = text;
    }

    /** The hints in the order of their places; none when the text has another problem. */
    static List<Issue> in(String text) {
        SyntaxHints hints = new SyntaxHints(text);
        while (hints.at < text.length()) {
            hints.next();
        }
        return hints.issues;
    }

    private void next() {
        char c = text.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
            return;
        }
        if (text.startsWith("//", at)) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
            return;
        }
        if (c == '"' || c == '\'') {
            quoted(false);
        } else if (Character.isLetter(c) || c == '_') {
            word();
        } else {
            operator();
        }
        before = text.charAt(at - 1);
    }

    private void operator() {
        for (String operator : OPERATORS) {
            if (text.startsWith(operator, at)) {
                String instead = FOREIGN.get(operator);
                if (instead != null) {
                    issue(at, "'" + operator + "' is no operator: " + instead);
                }
                at += operator.length();
                return;
            }
        }
        at++;
    }

    private void word() {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        String word = text.substring(start, at);
        boolean prefix = word.length() <= 2 && word.chars().allMatch(c -> "rRbB".indexOf(c) >= 0);
        if (prefix && at < text.length() && "\"'".indexOf(text.charAt(at)) >= 0) {
            quoted(word.toLowerCase(Locale.ROOT).contains("r"));
            return;
        }
        if (before == '.') {
            return;
        }
        String instead = WORDS.get(word.toLowerCase(Locale.ROOT));
        if (instead != null) {
            issue(start, "'" + word + "' is no operator: " + instead);
        } else if (BETWEEN.contains(word) && !text.substring(at).stripLeading().startsWith("(")) {
            issue(start, "'" + word + "' can't stand between two things: write ." + word + "('…') behind the first");
        }
    }

    private void quoted(boolean raw) {
        int start = at;
        char quote = text.charAt(at);
        String triple = String.valueOf(quote).repeat(3);
        String end = text.startsWith(triple, at) ? triple : String.valueOf(quote);
        at += end.length();
        while (at < text.length() && !text.startsWith(end, at)) {
            if (text.charAt(at) == '\n' && end.length() == 1) {
                break;
            }
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                char escaped = text.charAt(at + 1);
                if (!raw && ESCAPES.indexOf(escaped) < 0) {
                    issue(at, "'\\" + escaped + "' is no escape: write \\\\" + escaped + ", or r before the quote");
                }
                at++;
            }
            at++;
        }
        if (text.startsWith(end, Math.min(at, text.length()))) {
            at += end.length();
        } else {
            at = text.length();
            issue(start, "the quote that opens here is not closed: close it; within a text write \\" + quote);
        }
    }

    private void issue(int offset, String message) {
        issues.add(new Issue(offset, message));
    }
}
