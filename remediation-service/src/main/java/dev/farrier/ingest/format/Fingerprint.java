package dev.farrier.ingest.format;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SortedMap;

/** Prometheus' fingerprint of a label set: FNV-1a over names and values in order, so that ours and Alertmanager's agree. */
public final class Fingerprint {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final int SEPARATOR = 0xff;

    private Fingerprint() {}

    public static String of(SortedMap<String, String> labels) {
        long hash = OFFSET;
        for (var label : labels.entrySet()) {
            hash = separate(add(hash, label.getKey()));
            hash = separate(add(hash, label.getValue()));
        }
        return HexFormat.of().toHexDigits(hash);
    }

    private static long add(long hash, String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * PRIME;
        }
        return hash;
    }

    private static long separate(long hash) {
        return (hash ^ SEPARATOR) * PRIME;
    }
}
