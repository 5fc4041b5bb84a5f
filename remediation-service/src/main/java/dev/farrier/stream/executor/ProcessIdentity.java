package dev.farrier.stream.executor;

import dev.farrier.model.WorkerInstance;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Tells this process's records on the site's topic from those of others. Identity and incarnation are not enough: a data directory
 * that was copied, or put back from a backup, makes two workers that have both.
 */
final class ProcessIdentity {
    private static final String HEADER = "farrier.process";

    private static final String ADVICE =
            "Was its data directory copied, or put back from a backup? Then stop both, and delete"
                    + " the file 'identity' in one of the two";

    private final WorkerInstance me;
    private final byte[] process = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);

    private volatile @Nullable String identityConflict;

    ProcessIdentity(WorkerInstance me) {
        this.me = me;
    }

    Header header() {
        return new RecordHeader(HEADER, process);
    }

    /** Which other process uses this worker's identity, or a later incarnation of it; null: none. */
    @Nullable
    String identityConflict() {
        return identityConflict;
    }

    /**
     * Looks at the author of a record.
     *
     * @param speaker as it stands in the record: {@link WorkerInstance#toString}, or something else
     */
    void observe(String speaker, Headers headers) {
        int end = speaker.lastIndexOf('#');
        if (identityConflict != null || end < 0 || !speaker.substring(0, end).equals(me.id())) {
            return;
        }
        if (isOwn(headers)) {
            return;
        }
        long incarnation = number(speaker.substring(end + 1));
        if (incarnation > me.incarnation()) {
            identityConflict = "a later start of this worker, " + speaker
                    + ", speaks on the site's outcomes; this one is " + me + ". " + ADVICE;
        } else if (incarnation == me.incarnation()) {
            identityConflict = "another process speaks as this worker, " + me + ". " + ADVICE;
        }
    }

    /**
     * The author of a claim: another process with this worker's identity is another claimant, or both would take the first claim for
     * their own.
     */
    String claimant(String speaker, Headers headers) {
        return speaker.equals(me.toString()) && !isOwn(headers) ? speaker + " in another process" : speaker;
    }

    private boolean isOwn(Headers headers) {
        Header by = headers.lastHeader(HEADER);
        return by != null && Arrays.equals(by.value(), process);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
