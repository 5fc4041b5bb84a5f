package dev.farrier.tail;

/**
 * How far one file has been handed over.
 *
 * @param file {@code inode.n}: the name of the file's content in origins. The inode is that of its first reading, n tells
 *     contents apart that come and go under one inode
 * @param inode where the content is now
 * @param offset everything before it is handed over; always behind a line feed, or the end of a finished file
 * @param guard digest of the bytes before the offset; empty at offset 0
 * @param finished rotated away and read to its end; kept to know it again
 */
record FilePosition(String file, long inode, long offset, String guard, boolean finished) {}
