package dev.farrier.demo.bridge;

import java.nio.file.Path;

/**
 * The files of one bridge.
 *
 * @param home the demo's folder, absolute
 */
public record BridgeFiles(Path home, String name) {
    public BridgeFiles {
        home = home.toAbsolutePath().normalize();
        if (!name.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("'" + name + "' is no bridge's name");
        }
    }

    public Path folder() {
        return home.resolve("bridges").resolve(name);
    }

    public Path config() {
        return folder().resolve("bridge.properties");
    }

    public Path log() {
        return folder().resolve("bridge.log");
    }

    /** The data that the quota limits. */
    public Path data() {
        return folder().resolve("data");
    }

    public Path recordings() {
        return data().resolve("recordings");
    }

    Path cache() {
        return folder().resolve("cache");
    }

    public Path cacheIndex() {
        return cache().resolve("index");
    }

    /** The ledger of all bridges. */
    public Path ledger() {
        return home.resolve("ledger.tsv");
    }

    Path pid() {
        return folder().resolve("bridge.pid");
    }

    /** The bridge's process holds this lock; the kernel frees it when the process ends. */
    Path lock() {
        return folder().resolve("bridge.lock");
    }

    /** Held while somebody starts or stops the bridge. */
    Path controlLock() {
        return folder().resolve("control.lock");
    }

    Path console() {
        return folder().resolve("console.out");
    }
}
