package dev.farrier.policy.text;

import org.jspecify.annotations.Nullable;

/**
 * Checks that a regular expression matches only texts of letters, digits and {@code _ . : @ / = , + -}. These characters mean
 * nothing to a shell, nor to any other language that a program may read its arguments as. The check looks at the literals and
 * character classes of the expression, and refuses a construct that it does not know.
 */
public final class ArgumentCharacters {
    /** The pattern that messages recommend. */
    public static final String SAFE = "[A-Za-z0-9_.:@/=,+-]+";

    private static final String OTHERS = "_.:@/=,+-";

    private final String text;
    private int at;
    private boolean ignoresCase;
    private @Nullable String problem;

    private ArgumentCharacters(String text) {
        this.text = text;
    }

    /** Why a value that matches may be harmful, for the end of a message; null: each is harmless. */
    public static @Nullable String problem(String re2) {
        ArgumentCharacters check = new ArgumentCharacters(re2);
        while (check.problem == null && check.at < re2.length()) {
            check.next();
        }
        return check.problem;
    }

    private void next() {
        char c = text.charAt(at++);
        switch (c) {
            case '.' -> problem = "'.' admits any character";
            case '[' -> set();
            case '\\' -> escape(false);
            case '(' -> group();
            case ')', '|', '*', '+', '?', '^', '$' -> {}
            case '{' -> repetition();
            default -> {
                int whole = text.codePointAt(at - 1);
                at += Character.charCount(whole) - 1;
                admit(whole, whole);
            }
        }
    }

    /** {@code (}, {@code (?:}, {@code (?i:}, {@code (?P<name>}: of these only {@code i} admits more characters. */
    private void group() {
        if (!text.startsWith("?", at)) {
            return;
        }
        int end = at;
        boolean named = text.startsWith("?P<", at) || text.startsWith("?<", at);
        while (end < text.length() && (named ? ">" : ":)").indexOf(text.charAt(end)) < 0) {
            end++;
        }
        ignoresCase |= !named && text.substring(at, end).contains("i");
        at = end + 1;
    }

    private void repetition() {
        int end = text.indexOf('}', at);
        if (end < 0 || !text.substring(at, end).matches("[0-9]+(,[0-9]*)?")) {
            problem = "it admits '{'";
            return;
        }
        at = end + 1;
    }

    private void set() {
        if (text.startsWith("^", at)) {
            problem = "[^…] says only what is left out";
            return;
        }
        boolean first = true;
        while (problem == null && at < text.length() && (first || text.charAt(at) != ']')) {
            first = false;
            if (text.startsWith("[:", at)) {
                posix();
                continue;
            }
            int from = member();
            if (from < 0) {
                continue; // a class of its own, or a problem
            }
            int to = from;
            if (text.startsWith("-", at) && at + 1 < text.length() && text.charAt(at + 1) != ']') {
                at++;
                to = member();
                if (to < from) {
                    problem = "it can't be read";
                    return;
                }
            }
            admit(from, to);
        }
        at++;
    }

    /** Reads one character of a set; -1 when it read a class or found a problem. */
    private int member() {
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        return c == '\\' ? escape(true) : c;
    }

    private void posix() {
        int end = text.indexOf(":]", at);
        String name = end < 0 ? "" : text.substring(at + 2, end);
        if (!name.matches("alnum|alpha|digit|lower|upper|word|xdigit")) {
            problem = "[:" + name + ":] admits more";
            return;
        }
        letters();
        at = end + 2;
    }

    /** @param set whether the escape stands in a set: then its character is only returned, since it may begin a range */
    private int escape(boolean set) {
        if (at >= text.length()) {
            problem = "it can't be read";
            return -1;
        }
        char c = text.charAt(at++);
        switch (c) {
            case 'w' -> {
                letters();
                return -1;
            }
            case 'd', 'A', 'z', 'b', 'B' -> {
                return -1;
            }
            case 'Q' -> {
                int end = text.indexOf("\\E", at);
                for (; at < (end < 0 ? text.length() : end); at++) {
                    admit(text.charAt(at), text.charAt(at));
                }
                at = end < 0 ? text.length() : end + 2;
                return -1;
            }
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    problem = "\\" + c + " admits more";
                    return -1;
                }
                if (!set) {
                    admit(c, c);
                }
                return c;
            }
        }
    }

    private void letters() {
        admit('a', 'z');
    }

    private void admit(int from, int to) {
        for (int c = from; c <= to && problem == null; c++) {
            boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            boolean digit = c >= '0' && c <= '9';
            if (!letter && !digit && (c > 127 || OTHERS.indexOf(c) < 0)) {
                problem = "it admits " + (c <= ' ' ? "white space" : "'" + Character.toString(c) + "'");
            }
            // U+017F and U+212A are an s and a k where case does not matter.
            if (ignoresCase && (c == 's' || c == 'S' || c == 'k' || c == 'K')) {
                problem = "(?i) admits more letters than A to Z";
            }
        }
    }
}
