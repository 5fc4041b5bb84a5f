package dev.farrier.policy.text;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Compiles regular expressions of policies, up to a size. RE2/J takes time linear in the text, times the size of the expression
 * with its repetitions written out. Twenty characters can have a size of a million, or nest deeper than the stack. So this class
 * estimates the size before RE2/J compiles the expression.
 */
public final class BoundedRegex {
    /** The largest size with repetitions: a text of 64 KiB, the longest there is, then takes at most a second. */
    public static final int LARGEST = 1_000;

    /** The largest size without repetitions: RE2/J then follows few alternatives at once, so a long list of names is fine. */
    public static final int LONGEST_LIST = 20_000;

    private static final int DEEPEST = 100;

    private final String text;
    private int at;
    private int depth;
    private boolean repeats;

    private BoundedRegex(String text) {
        this.text = text;
    }

    /** @throws PatternSyntaxException when the text is no RE2 expression, or is too large */
    public static Pattern compile(String re2) {
        BoundedRegex size = new BoundedRegex(re2);
        long estimated = size.group();
        size.check(estimated);
        Pattern pattern = Pattern.compile(re2);
        size.check(pattern.programSize());
        return pattern;
    }

    private void check(long size) {
        int limit = repeats ? LARGEST : LONGEST_LIST;
        if (size > limit) {
            throw tooLarge("too large: it has " + size + " parts when its repetitions are written out, at most " + limit
                    + " are allowed");
        }
    }

    private PatternSyntaxException tooLarge(String problem) {
        String start = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        return new PatternSyntaxException(problem, start);
    }

    /** The approximate size up to the parenthesis that closes the group. RE2/J finds syntax errors afterwards. */
    private long group() {
        if (++depth > DEEPEST) {
            throw tooLarge("too deep: more than " + DEEPEST + " parentheses in each other");
        }
        long size = 0;
        long last = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case '(' -> last = group() + 2;
                case ')' -> {
                    depth--;
                    return size;
                }
                case '[' -> {
                    skipClass();
                    last = 1;
                }
                case '\\' -> last = skipEscape();
                case '*', '+', '?' -> {
                    repeats = repeats || c != '?';
                    last = 1;
                }
                case '{' -> {
                    int times = times();
                    repeats |= times >= 0;
                    // the repeated part was added once already
                    last = times < 0 ? 1 : last * Math.max(times - 1L, 0);
                }
                default -> last = 1;
            }
            size = Math.min(size + last, Integer.MAX_VALUE);
        }
        depth--;
        return size;
    }

    private void skipClass() {
        if (at < text.length() && text.charAt(at) == '^') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == ']') {
            at++; // a bracket in the first place is a member
        }
        while (at < text.length() && text.charAt(at) != ']') {
            if (text.startsWith("[:", at)) {
                int end = text.indexOf(":]", at);
                at = end < 0 ? text.length() : end + 2;
            } else {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
        }
        at++;
    }

    /** The size of an escape; that of {@code \Q…\E} is its length. */
    private long skipEscape() {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        if (c == 'Q') {
            int end = text.indexOf("\\E", at);
            int from = at;
            at = end < 0 ? text.length() : end + 2;
            return at - from;
        }
        if ((c == 'x' || c == 'p' || c == 'P') && at < text.length() && text.charAt(at) == '{') {
            int end = text.indexOf('}', at);
            at = end < 0 ? text.length() : end + 1;
        }
        return 1;
    }

    /** The highest count of the repetition whose brace was just read; -1, with nothing more read, when it is none. */
    private int times() {
        int start = at;
        int most = -1;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c >= '0' && c <= '9') {
                int number = c - '0';
                while (at < text.length() && Character.isDigit(text.charAt(at)) && number < 100_000) {
                    number = 10 * number + Character.digit(text.charAt(at++), 10);
                }
                most = Math.max(most, number);
            } else if (c == '}' && most >= 0) {
                return most;
            } else if (c != ',' || most < 0) {
                break;
            }
        }
        at = start;
        return -1;
    }
}
