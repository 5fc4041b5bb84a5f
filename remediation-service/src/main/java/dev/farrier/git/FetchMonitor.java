package dev.farrier.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Ends a fetch that has become too large, or that nobody waits for any more. */
final class FetchMonitor extends EmptyProgressMonitor {
    private static final long LOOK_EVERY = 200_000_000;

    private final Path packs;
    private final long limit;
    private volatile boolean abandoned;
    private volatile boolean tooLarge;
    private long lookedAt = System.nanoTime();

    FetchMonitor(Path packs, long limit) {
        this.packs = packs;
        this.limit = limit;
    }

    void abandon() {
        abandoned = true;
    }

    boolean isTooLarge() {
        return tooLarge;
    }

    @Override
    public boolean isCancelled() {
        long now = System.nanoTime();
        if (now - lookedAt > LOOK_EVERY) {
            lookedAt = now;
            tooLarge = tooLarge || size() > limit;
        }
        return abandoned || tooLarge;
    }

    private long size() {
        try (Stream<Path> files = Files.list(packs)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            return 0; // not made yet
        }
    }
}
