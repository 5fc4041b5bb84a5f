package dev.farrier.model;

/** Text with a bound. */
public final class Texts {
    private Texts() {}

    /** At most {@code max} UTF-16 units from the beginning, never half a character: half of one is no text. */
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
}
