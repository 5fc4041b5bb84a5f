package dev.farrier.detect.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** State as compact bytes. The first byte is the format's version. */
public final class StateBytes {
    private StateBytes() {}

    /** May be used again after {@link #begin}. */
    public static final class Writer {
        private byte[] bytes = new byte[256];
        private int length;

        /** Starts anew. */
        public Writer begin(int version) {
            length = 0;
            return oneByte(version);
        }

        public Writer flag(boolean value) {
            return oneByte(value ? 1 : 0);
        }

        /** Eight bytes. */
        public Writer fixed(long value) {
            reserve(Long.BYTES);
            ByteBuffer.wrap(bytes).putLong(length, value);
            length += Long.BYTES;
            return this;
        }

        /** One to ten bytes, the fewer the smaller; a negative value takes ten. */
        public Writer number(long value) {
            reserve(10);
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                bytes[length++] = (byte) ((rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            bytes[length++] = (byte) rest;
            return this;
        }

        /** One to ten bytes, the fewer the closer to zero. */
        public Writer signed(long value) {
            return number((value << 1) ^ (value >> 63));
        }

        public Writer text(String value) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            number(utf8.length);
            reserve(utf8.length);
            System.arraycopy(utf8, 0, bytes, length, utf8.length);
            length += utf8.length;
            return this;
        }

        public byte[] bytes() {
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

    /** Reads what a {@link Writer} wrote, in the same order. */
    public static final class Reader {
        private final ByteBuffer bytes;
        private final int version;

        /** @throws IllegalStateException when the state was written by a newer version: going on would lose what it knows */
        public Reader(byte[] state, int version, String what) {
            bytes = ByteBuffer.wrap(state);
            int found = state.length == 0 ? 0 : bytes.get();
            if (found < 1 || found > version) {
                throw new IllegalStateException(what + " has format version " + found + ", this program reads 1 to "
                        + version + ": run the version that wrote it, or a newer one");
            }
            this.version = found;
        }

        /** Of the format that it was written in. */
        public int version() {
            return version;
        }

        public boolean flag() {
            return bytes.get() != 0;
        }

        public long fixed() {
            return bytes.getLong();
        }

        public long number() {
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

        public long signed() {
            long value = number();
            return (value >>> 1) ^ -(value & 1);
        }

        public int size() {
            return Math.toIntExact(number());
        }

        public String text() {
            byte[] utf8 = new byte[size()];
            bytes.get(utf8);
            return new String(utf8, StandardCharsets.UTF_8);
        }
    }
}
