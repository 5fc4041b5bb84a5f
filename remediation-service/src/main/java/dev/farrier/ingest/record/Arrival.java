package dev.farrier.ingest.record;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a body came from, and when. Ingest reads no clock: the same body and the same arrival give the same events.
 *
 * @param origin {@code topic/partition/offset}, {@code path:inode:offset}, or the receiver's name for the request; the id of
 *     an event whose source gives none
 * @param receivedAt epoch milliseconds at which the record was appended or the request came; null in replay, where nobody
 *     knows
 * @param now what "in the future" and a time without a year are judged by, epoch milliseconds: {@code receivedAt}, or in
 *     replay the file's modification time
 * @param headers of the record or request, names in lower case; only for formats that read them, else empty
 */
public record Arrival(String origin, @Nullable Long receivedAt, long now, Map<String, String> headers) {
    public Arrival {
        headers = Map.copyOf(headers);
    }

    /** Live: received at {@code at}, epoch milliseconds. */
    public static Arrival received(String origin, long at) {
        return new Arrival(origin, at, at, Map.of());
    }

    /** Replay: read from a record that says nothing about when it came in. */
    public static Arrival recorded(String origin, long now) {
        return new Arrival(origin, null, now, Map.of());
    }

    /** The same with headers; their names in lower case. */
    public Arrival with(Map<String, String> newHeaders) {
        return newHeaders.isEmpty() ? this : new Arrival(origin, receivedAt, now, newHeaders);
    }
}
