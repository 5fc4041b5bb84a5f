package dev.farrier.tail;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file as it is found in its directory.
 *
 * @param modified epoch milliseconds
 */
record FileEntry(Path path, long inode, long modified) {
    /** What rotation appends to a name: {@code .1}, {@code -20260609}, {@code .2026-06-09T06:06:20}; not of compressed files. */
    private static final Pattern ROTATED = Pattern.compile("[.-]\\d[\\dT.:_-]*");

    /**
     * Null when there is no file.
     *
     * @throws IOException also when it is something other than a file
     */
    static @Nullable FileEntry at(Path path) throws IOException {
        Map<String, Object> attributes;
        try {
            attributes = Files.readAttributes(path, "unix:ino,lastModifiedTime,isRegularFile");
        } catch (NoSuchFileException e) {
            return null;
        }
        if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
            throw new IOException(path + " is not a regular file");
        }
        FileTime modified = (FileTime) Objects.requireNonNull(attributes.get("lastModifiedTime"));
        Long inode = (Long) Objects.requireNonNull(attributes.get("ino"));
        return new FileEntry(path, inode, modified.toMillis());
    }

    /** The files beside it whose names are those of rotated ones, the last modified first. */
    static List<FileEntry> rotated(Path path) throws IOException {
        String name = String.valueOf(path.getFileName());
        List<FileEntry> rotated = new ArrayList<>();
        try (DirectoryStream<Path> directory =
                Files.newDirectoryStream(path.toAbsolutePath().getParent())) {
            for (Path beside : directory) {
                String other = String.valueOf(beside.getFileName());
                boolean earlier = other.startsWith(name)
                        && ROTATED.matcher(other.substring(name.length())).matches();
                FileEntry found = earlier && Files.isRegularFile(beside) ? at(beside) : null;
                if (found != null) {
                    rotated.add(found);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        rotated.sort(Comparator.comparingLong(FileEntry::modified).reversed());
        return rotated;
    }
}
