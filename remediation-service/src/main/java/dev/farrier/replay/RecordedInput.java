package dev.farrier.replay;

import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.IngestResult;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads recorded lines as events of one source, and counts what becomes of each, so that none is lost in silence. */
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
     * @param now what a time without a year is judged by, epoch milliseconds
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
     * @param lines read, the last one also without a line break
     * @param blank lines that say nothing
     * @param unreadable records that are no event; a line with a batch may hold several
     * @param dropped events left out on purpose
     * @param outside events outside of the times asked for
     * @param events handed on
     * @param backwards of those, how many were older than one before them
     * @param errors the first few of what could not be read, with line numbers
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

        /** Of both together. */
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
     * What was read of the next record.
     *
     * @param where what errors name the record by
     * @param latest as in the stream, no event is later, epoch milliseconds
     */
    void take(IngestResult read, String where, long latest, Consumer<Event> to) {
        lines++;
        blank += read.blank();
        dropped += read.dropped();
        unreadable += read.rejected().size();
        for (IngestResult.RejectedPart refused : read.rejected()) {
            tell(where, refused.deadLetter().error());
        }
        for (Event said : read.events()) {
            Event event = said.notLaterThan(latest);
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

    /** The next record is none that can be read. */
    void unreadable(String where, String error) {
        lines++;
        unreadable++;
        tell(where, error);
    }

    private void tell(String where, String error) {
        if (errors.size() < ERRORS) {
            errors.add(where + ": " + error);
        }
    }

    public Counts counts() {
        return new Counts(lines, blank, unreadable, dropped, outside, events, backwards, List.copyOf(errors));
    }
}
