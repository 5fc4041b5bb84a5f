package dev.farrier.stream.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Which commits may leave {@code bundles}: each process keeps all of them, and reads all at its start. An incident is decided
 * under the commit that it was opened under, and its record stays 30 days after its end: a commit stays as long.
 */
final class BundleRetention {
    static final int NEWEST = 20;
    static final Duration AFTER_LAST_ACTIVE = Duration.ofDays(30);

    private BundleRetention() {}

    /**
     * @param published when each commit was published last, epoch milliseconds; the oldest first, the last one in force
     * @return those that are old enough; to be kept all the same when an incident on record names them
     */
    static List<String> old(SequencedMap<String, Long> published, long now) {
        List<String> old = new ArrayList<>();
        List<Map.Entry<String, Long>> commits = List.copyOf(published.sequencedEntrySet());
        for (int i = 0; i < commits.size() - NEWEST; i++) {
            long activeUntil = commits.get(i + 1).getValue();
            if (now - activeUntil >= AFTER_LAST_ACTIVE.toMillis()) {
                old.add(commits.get(i).getKey());
            }
        }
        return old;
    }
}
