package dev.farrier.stream.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads RocksDB's native library. By default each process unpacks it, 15 MB, under a new name into the system's temporary folder,
 * where it stays when the process is killed. Beside the state it is one file, which the next start replaces.
 */
final class RocksDbLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(RocksDbLibrary.class);

    private RocksDbLibrary() {}

    /** To be called before the first store is opened. If it fails, RocksDB uses its default. */
    static void load(Path stateDir) {
        try {
            Path folder = Files.createDirectories(stateDir.resolve("native"));
            NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
        } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
            LOG.debug("RocksDB's library can't be loaded from {}: {}", stateDir, e.toString());
        }
    }
}
