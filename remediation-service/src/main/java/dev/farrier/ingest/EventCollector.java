package dev.farrier.ingest;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventDraft;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.Relabeler;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.model.OwnOutput;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.text.Phrases;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes what a format finds in one body: applies the source's relabelings, checks the limits, and keeps events and rejected
 * parts.
 */
public final class EventCollector {
    private final Source source;
    private final Arrival arrival;
    private final List<Event> events = new ArrayList<>();
    private final List<IngestResult.RejectedPart> rejected = new ArrayList<>();
    private final boolean marked;
    private int dropped;
    private int own;
    private int blank;
    private boolean repaired;
    private long truncated;

    /** @param marked whether the mark of Farrier's own output stands anywhere in the body */
    EventCollector(Source source, Arrival arrival, boolean marked) {
        this.source = source;
        this.arrival = arrival;
        this.marked = marked;
    }

    /**
     * Adds the only event of the body.
     *
     * @throws UnreadableException when it exceeds the limits
     */
    public void add(EventDraft draft) throws UnreadableException {
        if (marked) {
            own++;
        } else {
            addOthers(draft);
        }
    }

    private void addOthers(EventDraft draft) throws UnreadableException {
        int times = draft.unfoldRepeats();
        if (!Relabeler.apply(source, draft)) {
            dropped += times;
            return;
        }
        Event event = draft.toEvent(source.name(), arrival.now());
        if (event.alert() != null && OwnOutput.ALERTS.contains(event.name())) {
            own++;
            return;
        }
        if (times == 1) {
            events.add(event);
            return;
        }
        int kept = Math.min(times, IngestLimits.REPEATS);
        for (int i = 1; i <= kept; i++) {
            events.add(event.withId(event.id() + "#" + i));
        }
        dropped += times - kept;
    }

    /** Adds one event of several. When it can't be read, it alone is rejected. */
    public void add(BatchItem element, BatchItem.ItemReader reader) {
        // The mark may stand where the mapping does not look, so the item as it came is searched. Its neighbours stay.
        if (marked && OwnOutput.isMarked(element.node().toString())) {
            own++;
            return;
        }
        try {
            addOthers(reader.read(element));
        } catch (UnreadableException e) {
            byte[] json = element.node().toString().getBytes(StandardCharsets.UTF_8);
            rejected.add(rejected(e.within(element.where()), json, element.origin(arrival)));
        }
    }

    /** Notes that bytes of the body that are not UTF-8 were replaced. */
    public void markRepaired() {
        repaired = true;
    }

    /** Counts an event that the format leaves out on purpose. */
    public void countDropped() {
        dropped++;
    }

    /** Counts alerts that the sender says it left out. */
    public void countTruncated(long alerts) {
        truncated += alerts;
    }

    /** Counts a part that holds no event: an empty line, a sample without a value. */
    public void countBlank() {
        blank++;
    }

    IngestResult result(byte[] body) {
        return new IngestResult(
                events, rejected, dropped, blank, repaired, truncated == 0 ? null : truncated(body), own);
    }

    private IngestResult.TruncatedAlerts truncated(byte[] body) {
        String error = "truncatedAlerts: the sender has left out " + Phrases.count(truncated, "alert")
                + ", of which nothing is known; raise max_alerts of its webhook, or group by more labels";
        return new IngestResult.TruncatedAlerts(
                truncated, DeadLetter.of(source.name(), error, arrival.origin(), arrival.now(), body));
    }

    /** The result for a body that can't be read as a whole. */
    IngestResult rejectBody(UnreadableException e, byte[] body) {
        return new IngestResult(List.of(), List.of(rejected(e, body, arrival.origin())), 0, 0, false);
    }

    private IngestResult.RejectedPart rejected(UnreadableException e, byte[] body, String origin) {
        String error = e.where().isEmpty() ? e.what() : e.where() + ": " + e.what();
        DeadLetter letter = DeadLetter.of(source.name(), error, origin, arrival.now(), body);
        return new IngestResult.RejectedPart(e.where(), e.what(), e.isTooLarge(), letter);
    }
}
