package dev.farrier.ingest;

import dev.farrier.ingest.draft.Draft;
import dev.farrier.ingest.draft.Relabeling;
import dev.farrier.ingest.format.Drafts;
import dev.farrier.ingest.format.Element;
import dev.farrier.ingest.input.Arrival;
import dev.farrier.ingest.input.Limits;
import dev.farrier.ingest.input.Unreadable;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.policy.Source;
import dev.farrier.policy.text.Counted;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What one body comes to: drafts are relabelled, measured and made events, or refused. */
final class Collected implements Drafts {
    private final Source source;
    private final Arrival arrival;
    private final List<Event> events = new ArrayList<>();
    private final List<Ingested.Refused> refused = new ArrayList<>();
    private int dropped;
    private int blank;
    private boolean repaired;
    private long truncated;

    Collected(Source source, Arrival arrival) {
        this.source = source;
        this.arrival = arrival;
    }

    @Override
    public void add(Draft draft) throws Unreadable {
        int times = draft.unfoldRepeats();
        if (!Relabeling.apply(source, draft)) {
            dropped += times;
            return;
        }
        Event event = draft.toEvent(source.name(), arrival.now());
        if (times == 1) {
            events.add(event);
            return;
        }
        int most = Math.min(times, Limits.REPEATS);
        for (int i = 1; i <= most; i++) {
            events.add(event.withId(event.id() + "#" + i));
        }
        dropped += times - most;
    }

    @Override
    public void add(Element element, Element.Reader reader) {
        try {
            add(reader.read(element));
        } catch (Unreadable e) {
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

    Ingested ingested(byte[] body) {
        return new Ingested(events, refused, dropped, blank, repaired, truncated == 0 ? null : truncated(body));
    }

    private Ingested.Truncated truncated(byte[] body) {
        String error = "truncatedAlerts: the sender has left out " + Counted.of(truncated, "alert")
                + ", of which nothing is known; raise max_alerts of its webhook, or group by more labels";
        return new Ingested.Truncated(
                truncated, DeadLetter.of(source.name(), error, arrival.origin(), arrival.now(), body));
    }

    /** The body as a whole. */
    Ingested refuse(Unreadable e, byte[] body) {
        return new Ingested(List.of(), List.of(refused(e, body, arrival.origin())), 0, 0, false);
    }

    private Ingested.Refused refused(Unreadable e, byte[] body, String origin) {
        String error = e.where().isEmpty() ? e.what() : e.where() + ": " + e.what();
        DeadLetter letter = DeadLetter.of(source.name(), error, origin, arrival.now(), body);
        return new Ingested.Refused(e.where(), e.what(), e.isTooLarge(), letter);
    }
}
