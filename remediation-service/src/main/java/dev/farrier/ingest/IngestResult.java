package dev.farrier.ingest;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of one body. Never empty: every body is events, refusals, drops or a blank.
 *
 * @param rejected what could not be read, one entry an element of a batch
 * @param dropped how many events were left out on purpose: by the source's relabelings, or as a {@code resolved} that is no cure
 * @param blank how many parts say nothing: an empty line, a tombstone, a sample without a value
 * @param repaired the body had bytes that are not UTF-8, and they were replaced
 * @param truncated what the sender says that it has left out; null: nothing
 */
public record IngestResult(
        List<Event> events,
        List<RejectedPart> rejected,
        int dropped,
        int blank,
        boolean repaired,
        @Nullable TruncatedAlerts truncated) {
    public IngestResult {
        events = List.copyOf(events);
        rejected = List.copyOf(rejected);
    }

    /** Of a body from which nothing was left out. */
    public IngestResult(List<Event> events, List<RejectedPart> rejected, int dropped, int blank, boolean repaired) {
        this(events, rejected, dropped, blank, repaired, null);
    }

    /** What goes to the dead-letter topic. */
    public List<DeadLetter> deadLetters() {
        return Stream.concat(
                        rejected.stream().map(RejectedPart::deadLetter),
                        Stream.ofNullable(truncated).map(TruncatedAlerts::deadLetter))
                .toList();
    }

    /**
     * Alerts that never came, though the body that told of them did.
     *
     * @param alerts how many
     * @param deadLetter with the body, in which their group stands
     */
    public record TruncatedAlerts(long alerts, DeadLetter deadLetter) {}

    /**
     * @param where the place within the body, e.g. {@code events[3].labels.host}; empty: the body as a whole
     * @param what what is wrong there, and what to write instead
     * @param tooLarge it is the size of the body, or of the batch, that is wrong
     */
    public record RejectedPart(String where, String what, boolean tooLarge, DeadLetter deadLetter) {}
}
