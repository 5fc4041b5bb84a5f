package dev.farrier.policy.text;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Regular expressions out of policies. RE2/J takes time linear in the text, times the size of the regular expression, with
 * its repetitions written out; and what is written in twenty characters may be a million large, or deeper than the stack. So
 * the size is bounded, before anything is made of it.
 */
public final class BoundedRegex {
    /** With repetitions: a text of 64 KiB, the longest there is, then takes a second at the very worst. */
    public static final int LARGEST = 1_000;

    /** Without: nothing can be under way in many places at once, so that a long list of names is fine. */
    public static final int LONGEST_LIST = 20_000;

    private static final int DEEPEST = 100;

    private final String text;
    private int at;
    private int depth;
    private boolean repeats;

    private BoundedRegex(String text) {
        this.text = text;
    }

    /** @throws PatternSyntaxException when it is no RE2, or too large */
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

    /** How large, about, up to the parenthesis that closes the group. What is wrong in it is found by RE2/J afterwards. */
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
                    // what it is about was added once already
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
            at++; // closes at once: a member
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

    /** A quote counts by its length. */
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

    /** Of a repetition whose brace was just read; -1, and nothing else read, when it is none. */
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
