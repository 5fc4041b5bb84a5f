package dev.farrier.tail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HexFormat;

/**
 * Digest of the bytes just before an offset; empty at offset 0. It tells whether a file is still the one that was read up
 * to there: an inode does not, since it stays when a file is truncated and comes back when one is deleted.
 */
record ContentDigest(String digest) {
    static final ContentDigest NONE = new ContentDigest("");
    private static final int BYTES = 256;

    /** Of a file shorter than the offset: one that equals no other's. */
    static ContentDigest before(FileChannel file, long offset) throws IOException {
        if (offset == 0) {
            return NONE;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(BYTES, offset));
        long begin = offset - bytes.capacity();
        while (bytes.hasRemaining()) {
            if (file.read(bytes, begin + bytes.position()) < 0) {
                return new ContentDigest("too short");
            }
        }
        return new ContentDigest(HexFormat.of().formatHex(Sha256.start().digest(bytes.array())));
    }

    boolean standsBefore(FileChannel file, long offset) throws IOException {
        return file.size() >= offset && before(file, offset).equals(this);
    }
}
