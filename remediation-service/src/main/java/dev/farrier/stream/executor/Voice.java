package dev.farrier.stream.executor;

import dev.farrier.model.WorkerInstance;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * How a worker knows its own records among those of the site. Identity and incarnation are not enough: a data directory that
 * was copied, or put back from a backup, makes two workers that have both.
 */
final class Voice {
    private static final String HEADER = "farrier.process";

    private final WorkerInstance me;
    private final byte[] process = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);

    private volatile @Nullable String rival;

    Voice(WorkerInstance me) {
        this.me = me;
    }

    Header header() {
        return new RecordHeader(HEADER, process);
    }

    /** Why this process is not the only one, or not the last, that speaks as this worker; null: it is. */
    @Nullable
    String rival() {
        return rival;
    }

    /**
     * Somebody has said something.
     *
     * @param speaker as it stands in the record: {@link WorkerInstance#toString}, or something else
     */
    void heard(String speaker, Headers headers) {
        int end = speaker.lastIndexOf('#');
        if (rival != null || end < 0 || !speaker.substring(0, end).equals(me.id())) {
            return;
        }
        Header by = headers.lastHeader(HEADER);
        if (by != null && java.util.Arrays.equals(by.value(), process)) {
            return;
        }
        long incarnation = number(speaker.substring(end + 1));
        if (incarnation > me.incarnation()) {
            rival = "a later start of this worker, " + speaker + ", speaks on the site's outcomes; this one is " + me
                    + ". " + ADVICE;
        } else if (incarnation == me.incarnation()) {
            rival = "another process speaks as this worker, " + me + ". " + ADVICE;
        }
    }

    private static final String ADVICE =
            "Was its data directory copied, or put back from a backup? Then stop both, and delete"
                    + " the file 'identity' in one of the two";

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
