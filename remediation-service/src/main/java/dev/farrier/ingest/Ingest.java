package dev.farrier.ingest;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.policy.Source;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ingest stage for one {@link Source}, compiled once: bytes in, events or dead letters out. Thread-safe. */
public final class Ingest {
    private final Source source;
    private final MappedReader mapped;
    private final EventsReader events;
    private final AlertmanagerReader alerts;

    private Ingest(Source source) {
        this.source = source;
        this.mapped = new MappedReader(source);
        this.events = new EventsReader(source);
        this.alerts = new AlertmanagerReader(source);
    }

    /**
     * @throws IllegalArgumentException with a message for people when the source can't be read by: a time format or
     *     relabeling action that is none
     */
    public static Ingest of(Source source) {
        String problem = problem(source);
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException("source " + source.name() + ": " + problem);
        }
        return new Ingest(source);
    }

    private static String problem(Source source) {
        boolean mapped = source.format() == Source.Format.LINE || source.format() == Source.Format.JSON;
        if (mapped && source.event().kind() == EventKind.ALERT) {
            return "kind alert needs format alertmanager; write log, metric or event";
        }
        for (String label : source.event().labels().keySet()) {
            if (Draft.RESERVED.contains(label)) {
                return "label " + label + " is taken by the event's own " + label + "; use another name";
            }
        }
        for (Source.Relabeling relabeling : source.relabelings()) {
            if (!Relabeling.ACTIONS.contains(relabeling.action())) {
                return "unknown relabeling action " + relabeling.action();
            }
        }
        return "";
    }

    public Source source() {
        return source;
    }

    /**
     * Reads one record: a line, a JSON object, or one body of a receiver. Never throws.
     *
     * @param body null for a record without a value, which says nothing
     */
    public Ingested read(byte @Nullable [] body, Arrival arrival) {
        if (body == null) {
            return new Ingested(List.of(), List.of(), 0, 1);
        }
        try {
            return switch (source.format()) {
                case LINE -> line(body, arrival);
                case JSON -> single(Fields.ofJson(text(body, Limits.RECORD_BYTES)), arrival);
                case EVENTS -> batch(EventsReader.elements(text(body, Limits.BODY_BYTES)), events::read, arrival);
                case ALERTMANAGER ->
                    batch(AlertmanagerReader.elements(text(body, Limits.BODY_BYTES)), alerts::read, arrival);
            };
        } catch (Unreadable e) {
            return new Ingested(List.of(), List.of(refused(e, body, arrival.origin(), arrival.now())), 0, 0);
        } catch (RuntimeException e) {
            // a mistake of ours; thrown, it would stop the stream at this record for ever
            Unreadable unread = Unreadable.at("", "unexpected: " + e);
            return new Ingested(List.of(), List.of(refused(unread, body, arrival.origin(), arrival.now())), 0, 0);
        }
    }

    /** A dead letter for a body as a whole, e.g. one that is refused because of one of its parts. */
    public DeadLetter deadLetter(byte[] body, Arrival arrival, String error) {
        return deadLetter(source.name(), body, arrival.origin(), arrival.now(), error);
    }

    private static String text(byte[] body, int limit) throws Unreadable {
        if (body.length > limit) {
            throw Unreadable.tooLarge("", body.length + " bytes; at most " + limit + " are taken");
        }
        return Text.decode(body);
    }

    private Ingested line(byte[] body, Arrival arrival) throws Unreadable {
        String line = text(body, Limits.RECORD_BYTES);
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
            end--;
        }
        line = line.substring(0, end);
        if (line.isBlank()) {
            return new Ingested(List.of(), List.of(), 0, 1);
        }
        return single(Fields.ofLine(source.pattern(), line), arrival);
    }

    private Ingested single(Fields fields, Arrival arrival) throws Unreadable {
        Event event = finish(mapped.read(fields, arrival), arrival);
        return event == null ? new Ingested(List.of(), List.of(), 1, 0) : new Ingested(List.of(event), List.of(), 0, 0);
    }

    private Ingested batch(List<Element> elements, Element.Reader reader, Arrival arrival) {
        List<Event> read = new ArrayList<>(elements.size());
        List<Ingested.Refused> refused = new ArrayList<>();
        int dropped = 0;
        for (Element element : elements) {
            try {
                Event event = finish(reader.read(element, arrival), arrival);
                if (event == null) {
                    dropped++;
                } else {
                    read.add(event);
                }
            } catch (Unreadable e) {
                byte[] json = element.node().toString().getBytes(StandardCharsets.UTF_8);
                String origin = element.index() < 0 ? arrival.origin() : arrival.origin() + "#" + element.index();
                refused.add(refused(e.within(element.where()), json, origin, arrival.now()));
            }
        }
        return new Ingested(read, refused, dropped, 0);
    }

    private @Nullable Event finish(Draft draft, Arrival arrival) throws Unreadable {
        return Relabeling.apply(source, draft) ? draft.toEvent(source.name(), arrival.now()) : null;
    }

    private Ingested.Refused refused(Unreadable e, byte[] body, String origin, long at) {
        String error = e.where().isEmpty() ? e.what() : e.where() + ": " + e.what();
        DeadLetter letter = deadLetter(source.name(), body, origin, at, error);
        return new Ingested.Refused(e.where(), e.what(), e.isTooLarge(), letter);
    }

    static DeadLetter deadLetter(String source, byte[] body, String origin, long at, String error) {
        int head = Math.min(body.length, Limits.DEAD_LETTER_HEAD_BYTES);
        return new DeadLetter(
                source,
                error,
                origin,
                at,
                body.length,
                HexFormat.of().formatHex(sha256().digest(body)),
                new String(body, 0, head, StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** An id is unique within its source only. */
    static String ownId(Source source, String id) {
        return source.name() + "/" + id;
    }
}
