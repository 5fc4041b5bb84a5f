package dev.farrier.execute;

import java.nio.charset.StandardCharsets;

/** Cuts captured text to what an outcome may carry. */
public final class Output {
    /** Bytes of UTF-8. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final int MAX_LINE = 1_000;

    private static final int HALF = 30 * 1024;

    private Output() {}

    /**
     * The beginning and the end, and between them a line that says how much was left out; all of it when it is small enough.
     * Half a surrogate pair is replaced.
     *
     * @param leftOut bytes that were already left out between the two
     */
    public static String truncate(String head, String tail, long leftOut) {
        byte[] start = head.getBytes(StandardCharsets.UTF_8);
        byte[] end = tail.getBytes(StandardCharsets.UTF_8);
        if (leftOut == 0 && start.length + end.length <= MAX_BYTES) {
            return new String(start, StandardCharsets.UTF_8) + new String(end, StandardCharsets.UTF_8);
        }
        byte[] all = new byte[start.length + end.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(end, 0, all, start.length, end.length);
        int first = boundary(all, Math.min(leftOut > 0 ? start.length : all.length, HALF));
        int last = boundary(all, Math.max(leftOut > 0 ? start.length : first, all.length - HALF));
        return new String(all, 0, first, StandardCharsets.UTF_8)
                + "\n[… " + (leftOut + last - first) + " bytes left out …]\n"
                + new String(all, last, all.length - last, StandardCharsets.UTF_8);
    }

    public static String truncate(String text) {
        return truncate(text, "", 0);
    }

    /** For details: without line breaks, at most a thousand characters. */
    public static String singleLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        String cut = line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "…";
        return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** The first index at or after {@code at} where a character begins. */
    private static int boundary(byte[] utf8, int at) {
        int place = at;
        while (place < utf8.length && (utf8[place] & 0xC0) == 0x80) {
            place++;
        }
        return place;
    }
}
