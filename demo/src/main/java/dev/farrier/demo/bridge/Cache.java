package dev.farrier.demo.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bridge's cache on disk. A missing cache is created; with a corrupt one the bridge serves nothing. */
final class Cache {
    private static final String SOUND = "media-bridge cache v1\n";

    private final Path index;

    Cache(BridgeFiles files) throws IOException {
        this.index = files.cacheIndex();
        if (!Files.exists(index)) {
            Files.createDirectories(files.cache());
            Files.writeString(index, SOUND);
        }
    }

    boolean isSound() throws IOException {
        // as ISO-8859-1 any bytes can be read
        return Files.exists(index)
                && Files.readString(index, StandardCharsets.ISO_8859_1).equals(SOUND);
    }
}
