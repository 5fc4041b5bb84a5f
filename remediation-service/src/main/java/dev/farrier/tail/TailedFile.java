package dev.farrier.tail;

import dev.farrier.model.Sha256;
import dev.farrier.tail.TailCheckpoint.FilePosition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One open file and how far it has been read. Stays with the content when the file is renamed. */
final class TailedFile implements Closeable {
    private static final int CHUNK = 64 << 10;
    private static final int DIGESTED_BYTES = 256;

    private final FileChannel channel;
    private final String path;
    private final String file;
    private final long inode;
    private final byte[] chunk = new byte[CHUNK];

    private long offset;
    /** Of the bytes before {@link #offset}, see {@link #digestBefore}. */
    private String acknowledgedDigest;

    private LineAssembler lines;
    /** Of the bytes before the next one to be read, which may be far beyond {@link #offset}. */
    private String readDigest;

    /** What was read and is not acknowledged yet. */
    record LineBatch(List<TailedLine> lines, long end, String digest) {}

    private TailedFile(FileChannel channel, Path path, String file, long inode, long offset) throws IOException {
        this.channel = channel;
        this.path = path.toString();
        this.file = file;
        this.inode = inode;
        this.offset = offset;
        this.acknowledgedDigest = digestBefore(channel, offset);
        this.readDigest = acknowledgedDigest;
        this.lines = lines();
    }

    /**
     * Opens a file at an offset; null when the file is gone or shorter, or is replaced by another meanwhile.
     *
     * @param path the configured one, for origins
     * @param file as in {@link FilePosition#file()}
     */
    static @Nullable TailedFile open(Path path, FileEntry found, String file, long offset) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(found.path());
        } catch (NoSuchFileException e) {
            return null;
        }
        try {
            FileEntry now = FileEntry.at(found.path());
            if (now != null && now.inode() == found.inode() && channel.size() >= offset) {
                return new TailedFile(channel, path, file, found.inode(), offset);
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return null;
    }

    /** The offset behind the last line feed. */
    static long behindLastLine(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
            long end = channel.size();
            while (end > 0) {
                long begin = Math.max(0, end - CHUNK);
                bytes.clear().limit((int) (end - begin));
                int read = channel.read(bytes, begin);
                for (int i = read - 1; i >= 0; i--) {
                    if (bytes.get(i) == '\n') {
                        return begin + i + 1;
                    }
                }
                end = begin;
            }
            return 0;
        }
    }

    long inode() {
        return inode;
    }

    String file() {
        return file;
    }

    long offset() {
        return offset;
    }

    FilePosition position(boolean finished) {
        return new FilePosition(file, inode, offset, acknowledgedDigest, finished);
    }

    /** Bytes of the file that are not delivered yet. */
    long behind() throws IOException {
        return Math.max(0, channel.size() - offset);
    }

    /** Whether the bytes that were read are no longer in the file: it was truncated, and perhaps written to again. */
    boolean isReplaced() throws IOException {
        return !standsBefore(readDigest, lines.end());
    }

    /**
     * Reads complete lines, about a mebibyte of them at most; none when there are no more, or when the file turns out to be
     * replaced. The caller acknowledges them, or rewinds, before it reads again.
     *
     * @param last the file will not grow any more: what stands behind the last line feed is a line too
     */
    LineBatch read(boolean last) throws IOException {
        long before = lines.end();
        List<TailedLine> batch = new ArrayList<>();
        int read = 0;
        while (lines.start() - offset < LineAssembler.MAX_BYTES) {
            read = channel.read(ByteBuffer.wrap(chunk), lines.end());
            if (read <= 0) {
                break;
            }
            cut(read, batch);
        }
        if (last && read <= 0 && lines.end() > lines.start()) {
            batch.add(lines.cut(0));
        }
        LineBatch found = new LineBatch(batch, lines.start(), digestBefore(channel, lines.start()));
        String now = digestBefore(channel, lines.end());
        // checked last: if these bytes are unchanged, all bytes read above are of the same content
        if (!standsBefore(readDigest, before)) {
            rewind();
            return new LineBatch(List.of(), offset, acknowledgedDigest);
        }
        readDigest = now;
        return found;
    }

    private void cut(int read, List<TailedLine> batch) {
        int from = 0;
        for (int i = 0; i < read; i++) {
            if (chunk[i] == '\n') {
                lines.add(chunk, from, i);
                batch.add(lines.cut(1));
                from = i + 1;
            }
        }
        lines.add(chunk, from, read);
    }

    void acknowledge(LineBatch batch) {
        offset = batch.end;
        acknowledgedDigest = batch.digest;
    }

    /** Continues after the last acknowledged line. */
    void rewind() {
        lines = lines();
        readDigest = acknowledgedDigest;
    }

    private LineAssembler lines() {
        return new LineAssembler(path + ":" + file + ":", offset);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /**
     * Digest of the bytes just before an offset; empty at offset 0, {@code too short} when the file ends before. It tells whether
     * a file is still the one that was read up to there. The inode does not: it stays when a file is truncated, and comes back
     * when one is deleted.
     */
    private static String digestBefore(FileChannel file, long offset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(DIGESTED_BYTES, offset));
        long begin = offset - bytes.capacity();
        while (bytes.hasRemaining()) {
            if (file.read(bytes, begin + bytes.position()) < 0) {
                return "too short";
            }
        }
        return offset == 0 ? "" : Sha256.hex(bytes.array());
    }

    private boolean standsBefore(String digest, long before) throws IOException {
        return channel.size() >= before && digestBefore(channel, before).equals(digest);
    }
}
