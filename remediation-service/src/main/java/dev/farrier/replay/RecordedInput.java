package dev.farrier.replay;

import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.IngestResult;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads recorded lines and records as events of one source, and counts what becomes of each. */
public final class RecordedInput {
    private static final int ERRORS = 5;

    private final Ingest ingest;
    private final long now;
    private final long from;
    private final long to;
    private final List<String> errors = new ArrayList<>();
    private long lines;
    private long blank;
    private long unreadable;
    private long dropped;
    private long outside;
    private long events;
    private long backwards;
    private long newest = Long.MIN_VALUE;

    /**
     * @param now the time from which the year of a time without one is guessed, epoch milliseconds
     * @param from events before this time are left out, epoch milliseconds
     * @param to events at this time and later are left out, epoch milliseconds
     */
    public RecordedInput(Ingest ingest, long now, long from, long to) {
        this.ingest = ingest;
        this.now = now;
        this.from = from;
        this.to = to;
    }

    /**
     * @param lines all that were read
     * @param blank empty lines
     * @param unreadable records that could not be read; a line with a batch may hold several
     * @param dropped events that the source leaves out on purpose, such as by relabelings
     * @param outside events outside of {@code from} and {@code to}
     * @param events that were replayed
     * @param backwards replayed events that were older than one before them
     * @param errors the first of the unreadable records, with line numbers
     */
    public record Counts(
            long lines,
            long blank,
            long unreadable,
            long dropped,
            long outside,
            long events,
            long backwards,
            List<String> errors) {
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, List.of());

        public Counts plus(Counts more) {
            return new Counts(
                    lines + more.lines,
                    blank + more.blank,
                    unreadable + more.unreadable,
                    dropped + more.dropped,
                    outside + more.outside,
                    events + more.events,
                    backwards + more.backwards,
                    Stream.concat(errors.stream(), more.errors.stream())
                            .limit(ERRORS)
                            .toList());
        }
    }

    /** The next line. */
    public void line(byte[] line, Consumer<Event> to) {
        String origin = ingest.source().name() + "/" + (lines + 1);
        take(ingest.read(line, Arrival.recorded(origin, now)), "line " + (lines + 1), Long.MAX_VALUE, to);
    }

    /**
     * Takes what the source has read of the next record.
     *
     * @param where names the record in errors
     * @param latest an event that is later gets this time, as in the stream, epoch milliseconds
     */
    void take(IngestResult read, String where, long latest, Consumer<Event> to) {
        lines++;
        blank += read.blank();
        dropped += read.leftOut();
        unreadable += read.rejected().size();
        for (IngestResult.RejectedPart refused : read.rejected()) {
            addError(where, refused.deadLetter().error());
        }
        for (Event sent : read.events()) {
            Event event = sent.notLaterThan(latest);
            if (event.time() < from || event.time() >= this.to) {
                outside++;
                continue;
            }
            events++;
            if (event.time() < newest) {
                backwards++;
            }
            newest = Math.max(newest, event.time());
            to.accept(event);
        }
    }

    /** The next record could not be read. */
    void unreadable(String where, String error) {
        lines++;
        unreadable++;
        addError(where, error);
    }

    private void addError(String where, String error) {
        if (errors.size() < ERRORS) {
            errors.add(where + ": " + error);
        }
    }

    public Counts counts() {
        return new Counts(lines, blank, unreadable, dropped, outside, events, backwards, List.copyOf(errors));
    }
}
