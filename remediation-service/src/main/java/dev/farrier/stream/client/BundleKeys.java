package dev.farrier.stream.client;

import dev.farrier.model.BundleRecord;
import dev.farrier.stream.serde.RecordCodec;
import java.util.Optional;

/** How {@code bundles} is laid out: every commit under its own key, and which one is in force under another. */
final class BundleKeys {
    /** Its value names a commit and holds no files. */
    static final String CURRENT = "current";

    static final RecordCodec<BundleRecord> CODEC = RecordCodec.of(BundleRecord.class);

    private static final String COMMIT = "commit/";

    private BundleKeys() {}

    static String commit(String commit) {
        return COMMIT + commit;
    }

    /** Empty when the key is not a commit's. */
    static Optional<String> commitOf(String key) {
        return key.startsWith(COMMIT) ? Optional.of(key.substring(COMMIT.length())) : Optional.empty();
    }
}
