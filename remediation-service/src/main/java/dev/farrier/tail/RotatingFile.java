package dev.farrier.tail;

import dev.farrier.tail.FileTail.StartPosition;
import dev.farrier.tail.TailCheckpoint.FilePosition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file at a path, and the rotated files that were at this path before and may still be written to. Detects rotation by
 * rename and create or by copy and truncate, also when it happened while the process was down.
 */
final class RotatingFile {
    private static final Logger LOG = LoggerFactory.getLogger(RotatingFile.class);

    /** Finished files that are remembered, so that they are not taken for new ones. */
    private static final int REMEMBERED = 16;

    /** File systems stamp files by a clock that ticks more coarsely than ours. */
    private static final long CLOCK_SLACK_MILLIS = 1000;

    private final Path path;
    private final List<TailedFile> earlier = new ArrayList<>();
    private final List<FilePosition> finished = new ArrayList<>();
    private @Nullable TailedFile current;
    private int next;
    private long polledAt;

    private RotatingFile(Path path, long now) {
        this.path = path;
        this.polledAt = now;
    }

    /** Begins without a checkpoint. */
    static RotatingFile begin(Path path, StartPosition start, long now) throws IOException {
        RotatingFile files = new RotatingFile(path, now);
        FileEntry found = FileEntry.at(path);
        if (found != null) {
            long offset = switch (start) {
                case BEGINNING -> 0;
                case END -> TailedFile.behindLastLine(path);
            };
            files.current = TailedFile.open(path, found, files.name(found), offset);
        }
        // a file that was rotated before the tail first began is not read, even if somebody still writes to it
        List<FileEntry> rotated = FileEntry.rotated(path);
        for (FileEntry old : rotated.subList(0, Math.min(REMEMBERED, rotated.size()))) {
            long end = TailedFile.behindLastLine(old.path());
            TailedFile followed = TailedFile.open(path, old, files.name(old), end);
            if (followed != null) {
                files.finished.addFirst(followed.position(true));
                followed.close();
            }
        }
        return files;
    }

    static RotatingFile resume(Path path, TailCheckpoint checkpoint) throws IOException {
        RotatingFile files = new RotatingFile(path, checkpoint.savedAt());
        files.next = checkpoint.next();
        for (FilePosition position : checkpoint.positions()) {
            if (position.finished()) {
                files.finished.add(position);
            } else {
                files.locate(position);
            }
        }
        return files;
    }

    /** The checkpoint of what is acknowledged. */
    TailCheckpoint checkpoint(long now) {
        List<FilePosition> positions = new ArrayList<>(finished);
        all().forEach(followed -> positions.add(followed.position(false)));
        return new TailCheckpoint(TailCheckpoint.VERSION, path.toString(), now, next, positions);
    }

    /** All files that are followed, in the order in which they were written. */
    List<TailedFile> all() {
        List<TailedFile> all = new ArrayList<>(earlier);
        if (current != null) {
            all.add(current);
        }
        return all;
    }

    List<TailedFile> earlier() {
        return List.copyOf(earlier);
    }

    /**
     * Checks what is at the path now; true when another file is followed than before, so that the checkpoint must be saved.
     */
    boolean detectRotation(long now) throws IOException {
        boolean changed = false;
        if (current != null && current.isReplaced()) {
            TailedFile truncated = current;
            current = null;
            openCopyOf(truncated);
            truncated.close();
            changed = true;
        }
        FileEntry found = FileEntry.at(path);
        if (current != null && (found == null || found.inode() != current.inode())) {
            earlier.add(current);
            current = null;
            changed = true;
        }
        changed |= current == null && openMissedRotations();
        if (current == null && found != null) {
            current = takeBack(found);
            if (current == null) {
                current = open(found);
            }
            changed = true;
        }
        polledAt = now;
        return changed;
    }

    /**
     * Whether nobody can be writing to this rotated file any more: it was deleted, or the file after it was rotated, too. A
     * program that is not told to reopen its log keeps writing to the file that was rotated last.
     */
    boolean isSuperseded(TailedFile followed) throws IOException {
        boolean there = FileEntry.rotated(path).stream().anyMatch(found -> found.inode() == followed.inode());
        return !there || followed != earlier.getLast();
    }

    /** Closes a rotated file that has been read to its end. */
    void finish(TailedFile followed) throws IOException {
        earlier.remove(followed);
        followed.close();
        finished.add(followed.position(true));
        if (finished.size() > REMEMBERED) {
            finished.removeFirst();
        }
    }

    void close() throws IOException {
        for (TailedFile followed : all()) {
            followed.close();
        }
    }

    /** Finds the file of a saved position: by its inode, else a copy that has the same content. */
    private void locate(FilePosition position) throws IOException {
        List<FileEntry> candidates = new ArrayList<>(FileEntry.rotated(path));
        FileEntry found = FileEntry.at(path);
        if (found != null) {
            candidates.addFirst(found);
        }
        candidates.sort((a, b) -> Boolean.compare(b.inode() == position.inode(), a.inode() == position.inode()));
        for (FileEntry candidate : candidates) {
            TailedFile followed = isKnown(candidate) ? null : reopen(candidate, position);
            if (followed != null) {
                if (candidate.path().equals(path)) {
                    current = followed;
                } else {
                    earlier.add(followed);
                }
                return;
            }
        }
        LOG.warn(
                "{}: the file that was read up to offset {} is gone; lines after that offset, if there were any, are "
                        + "lost",
                path,
                position.offset());
    }

    private void openCopyOf(TailedFile truncated) throws IOException {
        for (FileEntry found : FileEntry.rotated(path)) {
            TailedFile copy = isKnown(found) ? null : reopen(found, truncated.position(false));
            if (copy != null) {
                earlier.add(copy);
                return;
            }
        }
        LOG.warn(
                "{} was truncated at offset {} and no copy of it was found; lines that were not read before are lost",
                path,
                truncated.offset());
    }

    private @Nullable TailedFile reopen(FileEntry found, FilePosition position) throws IOException {
        boolean elsewhere = found.inode() != position.inode();
        if (elsewhere && (position.offset() == 0 || isFinished(found))) {
            return null;
        }
        TailedFile followed = TailedFile.open(path, found, position.file(), position.offset());
        if (followed != null && !followed.position(false).guard().equals(position.guard())) {
            followed.close();
            return null;
        }
        return followed;
    }

    /** Opens the files that appeared at the path and were rotated since the last poll. */
    private boolean openMissedRotations() throws IOException {
        boolean any = false;
        for (FileEntry found : FileEntry.rotated(path).reversed()) {
            if (found.modified() >= polledAt - CLOCK_SLACK_MILLIS && !isKnown(found)) {
                TailedFile followed = open(found);
                if (followed != null) {
                    earlier.add(followed);
                    any = true;
                }
            }
        }
        return any;
    }

    private boolean isKnown(FileEntry found) {
        return all().stream().anyMatch(followed -> followed.inode() == found.inode());
    }

    private boolean isFinished(FileEntry found) {
        return finished.stream().anyMatch(position -> position.inode() == found.inode());
    }

    private @Nullable TailedFile takeBack(FileEntry found) throws IOException {
        for (TailedFile followed : earlier()) {
            if (followed.inode() == found.inode()) {
                earlier.remove(followed);
                if (!followed.isReplaced()) {
                    return followed;
                }
                followed.close();
            }
        }
        return null;
    }

    /** Opens a file at its beginning, or, when it was finished once and has only grown since, where it ended then. */
    private @Nullable TailedFile open(FileEntry found) throws IOException {
        Optional<FilePosition> once = finished.stream()
                .filter(position -> position.inode() == found.inode())
                .reduce((older, newer) -> newer);
        if (once.isPresent()) {
            TailedFile grown = reopen(found, once.get());
            if (grown != null) {
                finished.remove(once.get());
                return grown;
            }
        }
        return TailedFile.open(path, found, name(found), 0);
    }

    private String name(FileEntry found) {
        return found.inode() + "." + next++;
    }
}
