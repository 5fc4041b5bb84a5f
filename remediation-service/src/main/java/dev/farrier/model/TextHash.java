package dev.farrier.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A hash of a text that can be told from its UTF-8 bytes where they stand: to see that a text is none of those that policies
 * name, it need not be made. Equal texts have equal hashes, whichever method they come from. Only within one process: it is
 * written nowhere.
 */
public final class TextHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** 2^64 divided by the golden ratio, as in Fibonacci hashing. */
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private static final long NOT_ASCII = 0x8080808080808080L;

    private TextHash() {}

    public static long of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return hash(bytes, 0, bytes.length);
    }

    /**
     * The same as {@code of(new String(utf8, from, length, UTF_8))}, also where the bytes are no valid UTF-8.
     *
     * @throws IndexOutOfBoundsException when the array does not have them
     */
    public static long of(byte[] utf8, int from, int length) {
        long all = 0;
        for (int at = from; at < from + length; at += Long.BYTES) {
            all |= word(utf8, at, from + length);
        }
        return (all & NOT_ASCII) == 0
                ? hash(utf8, from, length)
                : of(new String(utf8, from, length, StandardCharsets.UTF_8));
    }

    private static long hash(byte[] bytes, int from, int length) {
        long hash = length;
        for (int at = from; at < from + length; at += Long.BYTES) {
            hash = (hash ^ word(bytes, at, from + length)) * MIX;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    /** Eight bytes, or as many as there are. */
    private static long word(byte[] bytes, int at, int end) {
        if (at + Long.BYTES <= end) {
            return (long) LONG.get(bytes, at);
        }
        long word = 0;
        for (int i = at; i < end; i++) {
            word = word << Byte.SIZE | bytes[i] & 0xff;
        }
        return word;
    }
}
