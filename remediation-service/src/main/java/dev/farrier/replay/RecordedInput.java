package dev.farrier.replay;

import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.Ingested;
import dev.farrier.ingest.input.Arrival;
import dev.farrier.model.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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
     * @param dropped events left out by the source's relabelings
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
            List<String> errors) {}

    /** The next line. */
    public void line(byte[] line, Consumer<Event> to) {
        String origin = ingest.source().name() + "/" + (lines + 1);
        take(ingest.read(line, Arrival.recorded(origin, now)), "line " + (lines + 1), to);
    }

    private void take(Ingested read, String where, Consumer<Event> to) {
        lines++;
        blank += read.blank();
        dropped += read.dropped();
        unreadable += read.refused().size();
        for (Ingested.Refused refused : read.refused()) {
            if (errors.size() < ERRORS) {
                errors.add(where + ": " + refused.deadLetter().error());
            }
        }
        for (Event event : read.events()) {
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

    public Counts counts() {
        return new Counts(lines, blank, unreadable, dropped, outside, events, backwards, List.copyOf(errors));
    }
}
