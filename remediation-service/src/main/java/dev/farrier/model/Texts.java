package dev.farrier.model;

import java.util.Locale;

/** Cuts and escapes texts, and writes constants. */
public final class Texts {
    private static final String LETTERS = "btnfr";
    private static final String BREAKS = "\b\t\n\f\r";

    private Texts() {}

    /** A constant as people write it: {@code AWAITING_APPROVAL} is {@code awaiting-approval}. */
    public static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** At most {@code max} UTF-16 units from the beginning, never half a surrogate pair. */
    public static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }

    /** As {@link #cut}, from the end. */
    public static String end(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int from = text.length() - max;
        return text.substring(Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from);
    }

    /** The beginning and the end, and between them how much was left out; the whole text when it is short enough. */
    public static String middleCut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        String head = cut(text, max / 2);
        String tail = end(text, max - max / 2);
        return head + "\n[… " + (text.length() - head.length() - tail.length()) + " characters left out …]\n" + tail;
    }

    /**
     * On one line, with nothing in it that a terminal or a viewer takes for a command: line breaks of any sort, control and
     * formatting characters (escapes, overrides of the direction, what has no width) are written as {@code \n} or
     * <code>&#92;u001B</code>.
     */
    public static String escaped(String text) {
        return replaced(text, true);
    }

    /** The same with a space for each of them. */
    public static String plain(String text) {
        return replaced(text, false);
    }

    private static String replaced(String text, boolean escaped) {
        StringBuilder out = null;
        int length;
        for (int i = 0; i < text.length(); i += length) {
            int character = text.codePointAt(i);
            length = Character.charCount(character);
            if (isHarmless(character)) {
                if (out != null) {
                    out.appendCodePoint(character);
                }
                continue;
            }
            if (out == null) {
                out = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (escaped) {
                escape(out, text, i, length);
            } else {
                out.append(' ');
            }
        }
        return out == null ? text : out.toString();
    }

    private static void escape(StringBuilder out, String text, int from, int length) {
        int known = BREAKS.indexOf(text.charAt(from));
        if (known >= 0) {
            out.append('\\').append(LETTERS.charAt(known));
            return;
        }
        for (int i = from; i < from + length; i++) {
            out.append(String.format("\\u%04X", (int) text.charAt(i)));
        }
    }

    private static boolean isHarmless(int character) {
        if (character >= ' ' && character < 0x7f) {
            return true;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
