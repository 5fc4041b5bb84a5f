package dev.farrier.tail;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.Sha256;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Assembles lines from chunks of a file. Holds no more of a line than the limit. Skips NUL bytes before a line: a file that
 * is truncated while its writer keeps its place begins with as many as were cut off.
 */
final class LineAssembler {
    /** What ingest takes as one record. */
    static final int MAX_BYTES = 1 << 20;

    private final String origins;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    /** The digest of a line that is too long; null for others. */
    private @Nullable MessageDigest excess;

    private long start;
    private long length;
    /** NUL bytes that the line begins with; they count in {@link #length}. */
    private long hole;

    /**
     * @param origins what comes before the offset in an origin
     * @param start offset of the first line
     */
    LineAssembler(String origins, long start) {
        this.origins = origins;
        this.start = start;
    }

    /** The offset of the line that is not complete yet. */
    long start() {
        return start;
    }

    /** The offset of the next bytes to be added. */
    long end() {
        return start + length;
    }

    /** Takes a piece of a line. */
    void add(byte[] bytes, int from, int to) {
        int begin = from;
        while (hole == length && begin < to && bytes[begin] == 0) {
            begin++;
            hole++;
            length++;
        }
        addText(bytes, begin, to);
    }

    private void addText(byte[] bytes, int from, int to) {
        length += to - from;
        if (excess == null && length - hole > MAX_BYTES) {
            byte[] whole = line.toByteArray();
            excess = Sha256.newDigest();
            excess.update(whole);
            line.reset();
            line.writeBytes(Arrays.copyOf(whole, Math.min(whole.length, DeadLetter.HEAD_BYTES)));
        }
        if (excess == null) {
            line.write(bytes, from, to - from);
        } else {
            excess.update(bytes, from, to - from);
            line.write(bytes, from, Math.min(DeadLetter.HEAD_BYTES - line.size(), to - from));
        }
    }

    /** The line is complete. @param feed bytes of the line feed: 1, or 0 at the end of a file without one */
    TailedLine cut(int feed) {
        String origin = origins + start;
        TailedLine cut = excess == null
                ? new TailedLine.Complete(origin, line.toByteArray())
                : new TailedLine.Oversized(
                        origin, length - hole, HexFormat.of().formatHex(excess.digest()), line.toByteArray());
        start += length + feed;
        length = 0;
        hole = 0;
        excess = null;
        line.reset();
        return cut;
    }
}
