package dev.farrier.ingest;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventDraft;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.Relabeler;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.policy.Source;
import dev.farrier.policy.text.Phrases;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What one body comes to: drafts are relabelled, measured and made events, or refused. */
final class EventCollector implements DraftSink {
    private final Source source;
    private final Arrival arrival;
    private final List<Event> events = new ArrayList<>();
    private final List<IngestResult.RejectedPart> refused = new ArrayList<>();
    private int dropped;
    private int blank;
    private boolean repaired;
    private long truncated;

    EventCollector(Source source, Arrival arrival) {
        this.source = source;
        this.arrival = arrival;
    }

    @Override
    public void add(EventDraft draft) throws UnreadableException {
        int times = draft.unfoldRepeats();
        if (!Relabeler.apply(source, draft)) {
            dropped += times;
            return;
        }
        Event event = draft.toEvent(source.name(), arrival.now());
        if (times == 1) {
            events.add(event);
            return;
        }
        int most = Math.min(times, IngestLimits.REPEATS);
        for (int i = 1; i <= most; i++) {
            events.add(event.withId(event.id() + "#" + i));
        }
        dropped += times - most;
    }

    @Override
    public void add(BatchItem element, BatchItem.ItemReader reader) {
        try {
            add(reader.read(element));
        } catch (UnreadableException e) {
            byte[] json = element.node().toString().getBytes(StandardCharsets.UTF_8);
            refused.add(refused(e.within(element.where()), json, element.origin(arrival)));
        }
    }

    @Override
    public void repaired() {
        repaired = true;
    }

    @Override
    public void leftOut() {
        dropped++;
    }

    @Override
    public void truncated(long alerts) {
        truncated += alerts;
    }

    @Override
    public void blank() {
        blank++;
    }

    IngestResult ingested(byte[] body) {
        return new IngestResult(events, refused, dropped, blank, repaired, truncated == 0 ? null : truncated(body));
    }

    private IngestResult.TruncatedAlerts truncated(byte[] body) {
        String error = "truncatedAlerts: the sender has left out " + Phrases.count(truncated, "alert")
                + ", of which nothing is known; raise max_alerts of its webhook, or group by more labels";
        return new IngestResult.TruncatedAlerts(
                truncated, DeadLetter.of(source.name(), error, arrival.origin(), arrival.now(), body));
    }

    /** The body as a whole. */
    IngestResult refuse(UnreadableException e, byte[] body) {
        return new IngestResult(List.of(), List.of(refused(e, body, arrival.origin())), 0, 0, false);
    }

    private IngestResult.RejectedPart refused(UnreadableException e, byte[] body, String origin) {
        String error = e.where().isEmpty() ? e.what() : e.where() + ": " + e.what();
        DeadLetter letter = DeadLetter.of(source.name(), error, origin, arrival.now(), body);
        return new IngestResult.RejectedPart(e.where(), e.what(), e.isTooLarge(), letter);
    }
}
