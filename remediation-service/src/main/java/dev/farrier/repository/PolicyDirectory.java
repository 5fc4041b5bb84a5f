package dev.farrier.repository;

import dev.farrier.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SortedMap;

/** Reads a policy directory. */
public final class PolicyDirectory {
    /** Largest file, in bytes. */
    public static final long MAX_FILE_BYTES = 5_000_000;

    /** Largest sum of all files, in bytes. */
    public static final long MAX_TOTAL_BYTES = 50_000_000;

    private PolicyDirectory() {}

    /**
     * All files, hidden ones left out. Symbolic links are followed, so that a mounted ConfigMap works; one to a directory
     * elsewhere is a problem, since it might lead to everything there is. What can't be read is a problem, not an
     * exception.
     */
    public static Contents read(Path directory) {
        return new DirectoryReader(directory).read();
    }

    /** Hex SHA-256 of paths and contents: two directories with the same files have the same. */
    public static String contentCommit(SortedMap<String, String> files) {
        MessageDigest digest = Sha256.newDigest();
        files.forEach((path, content) -> {
            update(digest, path);
            update(digest, content);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The length first, so that moving text from one file to the next gives another digest. */
    private static void update(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }
}
