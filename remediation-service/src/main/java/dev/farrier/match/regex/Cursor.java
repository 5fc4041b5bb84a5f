package dev.farrier.match.regex;

/** A place in a regular expression's text. */
final class Cursor {
    static final int END = -1;

    private final String text;
    private int at;

    Cursor(String text) {
        this.text = text;
    }

    /** Something is not understood: the regular expression is then run as it is. */
    static final class Unknown extends Exception {
        private static final long serialVersionUID = 1L;

        Unknown() {
            super(null, null, false, false);
        }
    }

    int at() {
        return at;
    }

    void back(int to) {
        at = to;
    }

    boolean atEnd() {
        return at == text.length();
    }

    boolean sees(String what) {
        return text.startsWith(what, at);
    }

    /** A code point, or {@link #END}. */
    int peek() {
        return at < text.length() ? text.codePointAt(at) : END;
    }

    int next() throws Unknown {
        int c = peek();
        if (c == END) {
            throw new Unknown();
        }
        at += Character.charCount(c);
        return c;
    }

    boolean take(String what) {
        boolean there = text.startsWith(what, at);
        at += there ? what.length() : 0;
        return there;
    }

    /** Up to five digits; -2 when there is none. */
    int number() {
        int start = at;
        int value = 0;
        while (peek() >= '0' && peek() <= '9' && at - start < 5) {
            value = 10 * value + text.charAt(at++) - '0';
        }
        return at == start ? -2 : value;
    }

    /**
     * Hexadecimal, up to the character or, without one, of two digits.
     *
     * @throws Unknown when it is none, or too long for a code point
     */
    int hexadecimal(boolean braces) throws Unknown {
        int end = braces ? text.indexOf('}', at) : at + 2;
        if (end < 0 || end > text.length() || end - at > 6) {
            throw new Unknown();
        }
        try {
            int point = Integer.parseInt(text, at, end, 16);
            at = braces ? end + 1 : end;
            return point;
        } catch (NumberFormatException e) {
            throw new Unknown();
        }
    }
}
