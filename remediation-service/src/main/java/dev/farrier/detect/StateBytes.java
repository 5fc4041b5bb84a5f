package dev.farrier.detect;

import dev.farrier.model.Labels;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** State as compact bytes. The first byte is the format's version. */
final class StateBytes {
    private StateBytes() {}

    static final class Writer {
        private byte[] bytes = new byte[256];
        private int length;

        Writer(int version) {
            oneByte(version);
        }

        Writer flag(boolean value) {
            return oneByte(value ? 1 : 0);
        }

        /** Eight bytes. */
        Writer fixed(long value) {
            reserve(Long.BYTES);
            ByteBuffer.wrap(bytes).putLong(length, value);
            length += Long.BYTES;
            return this;
        }

        /** One to ten bytes, the fewer the smaller; a negative value takes ten. */
        Writer number(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                oneByte((int) (rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            return oneByte((int) rest);
        }

        Writer text(String value) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            number(utf8.length);
            reserve(utf8.length);
            System.arraycopy(utf8, 0, bytes, length, utf8.length);
            length += utf8.length;
            return this;
        }

        Writer labels(SortedMap<String, String> labels) {
            number(labels.size());
            labels.forEach((name, value) -> text(name).text(value));
            return this;
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes, length);
        }

        private Writer oneByte(int value) {
            reserve(1);
            bytes[length++] = (byte) value;
            return this;
        }

        private void reserve(int more) {
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
            }
        }
    }

    static final class Reader {
        private final ByteBuffer bytes;

        /** @throws IllegalStateException when the state was written by a newer version: going on would lose what it knows */
        Reader(byte[] state, int version, String what) {
            bytes = ByteBuffer.wrap(state);
            int found = state.length == 0 ? 0 : bytes.get();
            if (found < 1 || found > version) {
                throw new IllegalStateException(what + " has format version " + found + ", this program reads 1 to "
                        + version + ": run the version that wrote it, or a newer one");
            }
        }

        boolean flag() {
            return bytes.get() != 0;
        }

        long fixed() {
            return bytes.getLong();
        }

        long number() {
            long value = 0;
            int shift = 0;
            while (true) {
                byte next = bytes.get();
                value |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return value;
                }
                shift += 7;
            }
        }

        int size() {
            return Math.toIntExact(number());
        }

        String text() {
            byte[] utf8 = new byte[size()];
            bytes.get(utf8);
            return new String(utf8, StandardCharsets.UTF_8);
        }

        SortedMap<String, String> labels() {
            TreeMap<String, String> labels = new TreeMap<>();
            for (int i = size(); i > 0; i--) {
                labels.put(text(), text());
            }
            return Labels.copyOf(labels);
        }
    }
}
