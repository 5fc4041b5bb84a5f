package dev.farrier.stream.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RocksDB's native library. Left to itself it is unpacked, 15 MB, under a new name into the system's temporary folder by each
 * process, and stays there when one is killed. Beside the state it is one file, which the next start replaces.
 */
final class RocksDbLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(RocksDbLibrary.class);

    private RocksDbLibrary() {}

    /** Before the first store is opened; later it does nothing. Where it does not work, RocksDB does as it always does. */
    static void load(Path stateDir) {
        try {
            Path folder = Files.createDirectories(stateDir.resolve("native"));
            NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
        } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
            LOG.debug("RocksDB's library can't be loaded from {}: {}", stateDir, e.toString());
        }
    }
}
