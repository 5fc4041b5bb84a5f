package dev.farrier.stream.serde;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts that come again and again (names, sources, hosts), each decoded once: of two that want the same place the later one has
 * it. Such a text also knows its hash already. Bounded: 4,096 texts of 64 bytes. Not thread-safe.
 */
final class KnownTexts {
    private static final int PLACES = 4_096;
    private static final int LONGEST = 64;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final @Nullable Text[] texts = new @Nullable Text[PLACES];

    private record Text(byte[] bytes, String text) {}

    /** The same as {@code new String(bytes, from, length, UTF_8)}. */
    String of(byte[] bytes, int from, int length) {
        if (length == 0) {
            return "";
        }
        if (length > LONGEST) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        int place = place(bytes, from, length);
        Text known = texts[place];
        if (known != null && Arrays.equals(known.bytes, 0, known.bytes.length, bytes, from, from + length)) {
            return known.text;
        }
        Text text = new Text(
                Arrays.copyOfRange(bytes, from, from + length),
                new String(bytes, from, length, StandardCharsets.UTF_8));
        texts[place] = text;
        return text.text;
    }

    /** By the length and both ends: what differs in the middle only shares a place. */
    private static int place(byte[] bytes, int from, int length) {
        long sum = length;
        if (length >= Long.BYTES) {
            sum = sum * 31 + (long) LONG.get(bytes, from);
            sum = sum * 0x9E3779B97F4A7C15L + (long) LONG.get(bytes, from + length - Long.BYTES);
        } else {
            for (int i = from; i < from + length; i++) {
                sum = sum * 31 + bytes[i];
            }
        }
        sum *= 0x9E3779B97F4A7C15L;
        return (int) (sum >>> 52);
    }
}
