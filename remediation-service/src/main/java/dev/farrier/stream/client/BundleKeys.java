package dev.farrier.stream.client;

import dev.farrier.model.BundleRecord;
import dev.farrier.stream.serde.RecordCodec;
import java.util.Optional;

/** The keys of the topic bundles: one for each commit, and one for the pointer to the commit in force. */
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
