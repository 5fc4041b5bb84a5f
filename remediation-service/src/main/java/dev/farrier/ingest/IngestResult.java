package dev.farrier.ingest;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What ingest made of one body: at least one event, rejected part, dropped event or blank part.
 *
 * @param rejected what could not be read, one entry an element of a batch
 * @param dropped how many events ingest left out on purpose: the source's relabelings dropped them, a {@code resolved}
 *     proves no recovery, or a message was repeated too often
 * @param blank how many parts hold no event: an empty line, a tombstone, a sample without a value
 * @param repaired the body had bytes that are not UTF-8, and they were replaced
 * @param truncated the alerts that the sender says it left out; null: none
 * @param own how many events were left out because Farrier itself wrote them
 */
public record IngestResult(
        List<Event> events,
        List<RejectedPart> rejected,
        int dropped,
        int blank,
        boolean repaired,
        @Nullable TruncatedAlerts truncated,
        int own) {
    public IngestResult {
        events = List.copyOf(events);
        rejected = List.copyOf(rejected);
    }

    /** All that ingest left out on purpose. */
    public int leftOut() {
        return dropped + own;
    }

    /** For a body that is not truncated, and not Farrier's own. */
    public IngestResult(List<Event> events, List<RejectedPart> rejected, int dropped, int blank, boolean repaired) {
        this(events, rejected, dropped, blank, repaired, null, 0);
    }

    /** What goes to the dead-letter topic. */
    public List<DeadLetter> deadLetters() {
        return Stream.concat(
                        rejected.stream().map(RejectedPart::deadLetter),
                        Stream.ofNullable(truncated).map(TruncatedAlerts::deadLetter))
                .toList();
    }

    /**
     * Alerts that the sender left out of a notification: it only says how many there are.
     *
     * @param alerts how many
     * @param deadLetter holds the body, which names their group
     */
    public record TruncatedAlerts(long alerts, DeadLetter deadLetter) {}

    /**
     * @param where the place within the body, e.g. {@code events[3].labels.host}; empty: the body as a whole
     * @param what what is wrong there, and what to write instead
     * @param tooLarge whether the body, or its batch, is too large
     */
    public record RejectedPart(String where, String what, boolean tooLarge, DeadLetter deadLetter) {}
}
