package dev.farrier.stream.client;

import dev.farrier.model.BundleRecord;
import dev.farrier.stream.serde.RecordCodec;
import java.util.Optional;

/** The keys of the topic bundles: one for each commit, one for the pointer to the commit in force, and
 * those that say more of commits. */
final class BundleKeys {
    /** Its value names a commit and holds no files. */
    static final String CURRENT = "current";

    /** Its value is the {@link dev.farrier.model.BundleHold}; none: nothing is held. */
    static final String HOLD = "hold";

    /** Its value is the last {@link dev.farrier.model.PolicySourceReport}. */
    static final String SOURCE = "source";

    /** Its append time is when somebody last asked for a fetch. */
    static final String FETCH = "fetch";

    static final RecordCodec<BundleRecord> CODEC = RecordCodec.of(BundleRecord.class);

    /** Of a silence; its value is the {@link dev.farrier.model.OperatorInput.AddSilence}. */
    private static final String SILENCE = "silence/";

    /** Of a maintenance; its value is the {@link dev.farrier.model.OperatorInput.BeginMaintenance}. */
    private static final String MAINTENANCE = "maintenance/";

    private static final String COMMIT = "commit/";
    private static final String INFO = "info/";

    private BundleKeys() {}

    static String commit(String commit) {
        return COMMIT + commit;
    }

    /** Empty when the key is not a commit's. */
    static Optional<String> commitOf(String key) {
        return key.startsWith(COMMIT) ? Optional.of(key.substring(COMMIT.length())) : Optional.empty();
    }

    static String silence(String id) {
        return SILENCE + id;
    }

    static String maintenance(String id) {
        return MAINTENANCE + id;
    }

    /** Of what people have ordered until a time. */
    static boolean isOrder(String key) {
        return key.startsWith(SILENCE) || key.startsWith(MAINTENANCE);
    }

    static String info(String commit) {
        return INFO + commit;
    }

    /** Empty when the key is not that of a commit's origin. */
    static Optional<String> infoOf(String key) {
        return key.startsWith(INFO) ? Optional.of(key.substring(INFO.length())) : Optional.empty();
    }
}
