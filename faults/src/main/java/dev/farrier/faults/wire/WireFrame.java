package dev.farrier.faults.wire;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What was read at once: a length and so many bytes.
 *
 * @param whole false: no frame, but what came before the end of the stream, or a length that can't be one
 * @param bytes of the frame without its length; of what is none, all
 */
record WireFrame(boolean whole, byte[] bytes) {
    /** Kafka's own default limit of a request is 100 MiB. */
    private static final int LONGEST = 256 << 20;

    /** Null: the stream has ended. */
    static @Nullable WireFrame read(DataInputStream in) throws IOException {
        byte[] head = in.readNBytes(Integer.BYTES);
        if (head.length == 0) {
            return null;
        }
        int length = head.length < Integer.BYTES ? -1 : ByteBuffer.wrap(head).getInt();
        if (length < 0 || length > LONGEST) {
            return new WireFrame(false, head);
        }
        byte[] bytes = in.readNBytes(length);
        return bytes.length == length ? new WireFrame(true, bytes) : new WireFrame(false, concat(head, bytes));
    }

    /** As they go over the wire. */
    byte[] onWire() {
        return whole
                ? concat(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array(), bytes)
                : bytes;
    }

    private static byte[] concat(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }
}
