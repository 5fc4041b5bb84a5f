package dev.farrier.tail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a tail remembers over a restart.
 *
 * @param version of this format
 * @param path the file that is followed; a checkpoint for another path is ignored
 * @param savedAt epoch milliseconds; a file that was rotated since then was modified later than this
 * @param next the next n of {@link FilePosition#file()}
 * @param positions the file at the path last, before it those that were there earlier, oldest first
 */
record TailCheckpoint(int version, String path, long savedAt, int next, List<FilePosition> positions) {
    static final int VERSION = 1;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Empty when there is none yet.
     *
     * @throws IOException when there is one that can't be read: to begin anew would silently lose or repeat lines
     */
    static Optional<TailCheckpoint> load(Path file) throws IOException {
        byte[] json;
        try {
            json = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            TailCheckpoint checkpoint = MAPPER.readValue(json, TailCheckpoint.class);
            if (checkpoint != null
                    && checkpoint.version == VERSION
                    && checkpoint.path != null
                    && checkpoint.positions != null) {
                return Optional.of(checkpoint);
            }
        } catch (JacksonException e) {
            throw unreadable(file, e);
        }
        throw unreadable(file, null);
    }

    private static IOException unreadable(Path file, @Nullable Exception cause) {
        return new IOException(
                "the checkpoint " + file + " can't be read, or is of a newer version; delete it to begin anew", cause);
    }

    /** Replaces the file as a whole, and forces it to the disk. */
    void save(Path file) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                written, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer json = ByteBuffer.wrap(MAPPER.writeValueAsBytes(this));
            while (json.hasRemaining()) {
                channel.write(json);
            }
            channel.force(true);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * How far one file has been delivered.
     *
     * @param file {@code inode.n}: the name of the file's content in origins. The inode is that of its first reading, n
     *     tells contents apart that come and go under one inode
     * @param inode where the content is now
     * @param offset everything before it is delivered; it always follows a line feed, or is the end of a finished file
     * @param guard digest of the bytes before the offset; empty at offset 0
     * @param finished rotated, and read to its end; remembered so that the file is not taken for a new one
     */
    record FilePosition(String file, long inode, long offset, String guard, boolean finished) {}
}
