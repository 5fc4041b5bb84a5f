package dev.farrier.stream.registry;

import dev.farrier.ingest.record.UnreadableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Avro's binary encoding, from bytes that somebody else made: no length is believed that the bytes do not bear out, where
 * Avro's own decoder would first make room for it.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#binary-encoding">Avro's binary encoding</a>
 */
final class BinaryInput {
    private static final int LONG_BYTES = 10;

    private final ByteBuffer bytes;

    BinaryInput(byte[] record, int offset) {
        this.bytes = ByteBuffer.wrap(record, offset, record.length - offset).order(ByteOrder.LITTLE_ENDIAN);
    }

    int remaining() {
        return bytes.remaining();
    }

    /** Variable length, zig-zag. */
    long readLong() throws UnreadableException {
        long value = 0;
        for (int i = 0; i < LONG_BYTES; i++) {
            require(1);
            byte b = bytes.get();
            value |= (long) (b & 0x7f) << (7 * i);
            if (b >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw UnreadableException.at("", "a number has more than " + LONG_BYTES + " bytes" + hint());
    }

    boolean readBoolean() throws UnreadableException {
        require(1);
        return bytes.get() != 0;
    }

    float readFloat() throws UnreadableException {
        require(Float.BYTES);
        return bytes.getFloat();
    }

    double readDouble() throws UnreadableException {
        require(Double.BYTES);
        return bytes.getDouble();
    }

    /** Their length comes before them. */
    byte[] readBytes() throws UnreadableException {
        return readFixed(readLong());
    }

    byte[] readFixed(long length) throws UnreadableException {
        require(length);
        byte[] read = new byte[(int) length];
        bytes.get(read);
        return read;
    }

    private void require(long length) throws UnreadableException {
        if (length < 0 || length > bytes.remaining()) {
            throw UnreadableException.at("", "the record ends before its schema does" + hint());
        }
    }

    private static String hint() {
        return "; was it written with another schema?";
    }
}
