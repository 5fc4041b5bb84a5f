package dev.farrier.tail;

/** A line of a followed file. */
public sealed interface TailedLine {
    /** {@code path:inode.n:offset}: the same for the same line, whenever and however often it is read. */
    String origin();

    /** One line, without its line feed; a carriage return before it is still there. */
    record Complete(String origin, byte[] bytes) implements TailedLine {}

    /**
     * A line that is longer than the limit.
     *
     * @param length in bytes
     * @param sha256 hex digest of the whole
     * @param head its first 64 KiB
     */
    record Oversized(String origin, long length, String sha256, byte[] head) implements TailedLine {}
}
