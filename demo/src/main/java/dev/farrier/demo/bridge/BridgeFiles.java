package dev.farrier.demo.bridge;

import java.nio.file.Path;

/**
 * Where everything of one bridge stands.
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

    /** Its own data: what the quota is about. */
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

    /** What was done to any bridge, in order. */
    public Path ledger() {
        return home.resolve("ledger.tsv");
    }

    Path pid() {
        return folder().resolve("bridge.pid");
    }

    /** Locked as long as the process lives, however it ends. */
    Path lock() {
        return folder().resolve("bridge.lock");
    }

    /** Locked while it is being started or stopped. */
    Path controlLock() {
        return folder().resolve("control.lock");
    }

    Path console() {
        return folder().resolve("console.out");
    }
}
