package dev.farrier.stream.serde;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Texts that come again and again (names, sources, hosts), each decoded once: of two that want the same place the later one has
 * it. Such a text also knows its hash already. Up to 16 bytes, two numbers say all that they are, so that comparing them needs
 * no look at the text. Bounded: 4,096 texts. Not thread-safe.
 */
final class StringCache {
    private static final int PLACES = 4_096;
    private static final int SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(PLACES);
    private static final int LONGEST = 2 * Long.BYTES;
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final @Nullable String[] texts = new @Nullable String[PLACES];
    /** Of each text its first 8 bytes and its last 8, which overlap; one of fewer is its own number. */
    private final long[] heads = new long[PLACES];

    private final long[] tails = new long[PLACES];
    private final byte[] lengths = new byte[PLACES];

    /** The same as {@code new String(bytes, from, length, UTF_8)}. */
    String of(byte[] bytes, int from, int length) {
        if (length > LONGEST) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        long head;
        long tail;
        if (length >= Long.BYTES) {
            head = (long) LONG.get(bytes, from);
            tail = (long) LONG.get(bytes, from + length - Long.BYTES);
        } else {
            head = few(bytes, from, length);
            tail = 0;
        }
        int place = (int) (((head * MIX + tail) * MIX + length) * MIX >>> SHIFT);
        String known = texts[place];
        if (known != null && heads[place] == head && tails[place] == tail && lengths[place] == length) {
            return known;
        }
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        texts[place] = text;
        heads[place] = head;
        tails[place] = tail;
        lengths[place] = (byte) length;
        return text;
    }

    private static long few(byte[] bytes, int from, int length) {
        long number = 0;
        for (int i = from; i < from + length; i++) {
            number = number << Byte.SIZE | bytes[i] & 0xff;
        }
        return number;
    }
}
