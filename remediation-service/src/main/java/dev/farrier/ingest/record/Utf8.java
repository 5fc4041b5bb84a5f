package dev.farrier.ingest.record;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** UTF-8 in and out. */
public final class Utf8 {
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /**
     * Strict: bytes that are not UTF-8 are refused, not replaced. A byte order mark at the start is left out.
     *
     * @param limit how many bytes are taken
     */
    public static String decode(byte[] bytes, int limit) throws UnreadableException {
        if (bytes.length > limit) {
            throw UnreadableException.tooLarge("", bytes.length + " bytes; at most " + limit + " are taken");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(in)
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw UnreadableException.at("", "invalid UTF-8 at byte " + in.position() + "; send UTF-8");
        }
    }

    /**
     * The same, but what is not UTF-8 is replaced by U+FFFD: one bad byte in a text is no reason to lose all of it.
     *
     * @param repaired called when something was replaced
     */
    public static String repair(byte[] bytes, int limit, Runnable repaired) throws UnreadableException {
        try {
            return decode(bytes, limit);
        } catch (UnreadableException e) {
            if (e.isTooLarge()) {
                throw e;
            }
            repaired.run();
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Length in bytes of UTF-8. */
    public static int length(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // a surrogate pair is two chars and four bytes
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }

    /** At most {@code limit} bytes of UTF-8, the mark included that says it was cut. */
    public static String cut(String text, int limit, String mark) {
        if (text.length() <= limit / 3 || length(text) <= limit) {
            return text;
        }
        int left = limit - length(mark);
        int end = 0;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            left -= c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (left < 0) {
                break;
            }
            end += Character.charCount(c);
        }
        return text.substring(0, end) + mark;
    }

    /** JSON can escape half a surrogate pair, which no encoder can write: it is replaced, as a decoder would. */
    public static String wellFormed(String text) {
        StringBuilder repaired = null;
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            boolean pair = Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
                continue;
            }
            if (repaired == null) {
                repaired = new StringBuilder(text);
            }
            repaired.setCharAt(i, REPLACEMENT);
        }
        return repaired == null ? text : repaired.toString();
    }
}
