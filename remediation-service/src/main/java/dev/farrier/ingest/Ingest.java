package dev.farrier.ingest;

import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventDraft;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.EventKind;
import dev.farrier.model.OwnOutput;
import dev.farrier.model.Watchdog;
import dev.farrier.policy.source.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ingest stage for one {@link Source}, compiled once: bytes in, events or dead letters out. Thread-safe. */
public final class Ingest {
    private static final byte[] NOTHING = {};

    private final Source source;
    private final IngestFormat format;
    private final FormatReader reader;

    private Ingest(Source source, IngestFormat format, AvroDecoderFactory avro) {
        this.source = source;
        this.format = format;
        this.reader = format.reader(source, avro);
    }

    /**
     * @throws IllegalArgumentException when the source's settings can't be used, such as an unknown time format or
     *     relabeling action; with a message for the user
     */
    public static Ingest of(Source source) {
        return of(source, AvroDecoderFactory.NONE);
    }

    /**
     * As {@link #of(Source)}, for a source that may have format avro.
     *
     * @throws IllegalArgumentException as {@link #of(Source)}
     */
    public static Ingest of(Source source, AvroDecoderFactory avro) {
        String problem = problem(source);
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException("source " + source.name() + ": " + problem);
        }
        if (!(source.format() instanceof IngestFormat format)) {
            throw new IllegalArgumentException("source " + source.name() + ": format "
                    + source.format().name() + " has no reader: its class must implement IngestFormat");
        }
        return new Ingest(source, format, avro);
    }

    private static String problem(Source source) {
        if (source.format().mapped() && source.event().kind() == EventKind.ALERT) {
            return "kind alert needs format alertmanager; write log, metric or event";
        }
        for (String label : source.event().labels().keySet()) {
            if (EventDraft.RESERVED.contains(label)) {
                return "label " + label + " is taken by the event's own " + label + "; use another name";
            }
        }
        for (Source.Relabeling relabeling : source.relabelings()) {
            if (!Source.Relabeling.ACTIONS.contains(relabeling.action())) {
                return "unknown relabeling action " + relabeling.action();
            }
        }
        return "";
    }

    public Source source() {
        return source;
    }

    /** Whether the format uses {@link Arrival#headers}. */
    public boolean readsHeaders() {
        return format.readsHeaders();
    }

    /**
     * Reads one record: a line, a JSON object, or one body of a receiver. Does not throw, whatever the bytes are.
     *
     * @param value null: the record has no value, and is blank unless the format reads its headers
     * @throws SchemaUnavailableException only for format avro: read it again later
     */
    public IngestResult read(byte @Nullable [] value, Arrival arrival) {
        byte[] body = value;
        if (body == null) {
            if (!readsHeaders() || arrival.headers().isEmpty()) {
                return new IngestResult(List.of(), List.of(), 0, 1, false);
            }
            body = NOTHING;
        }
        boolean marked = OwnOutput.isMarked(body) && !Watchdog.is(source.name());
        EventCollector collected = new EventCollector(source, arrival, marked);
        try {
            reader.read(body, arrival, collected);
            return collected.result(body);
        } catch (UnreadableException e) {
            if (marked) {
                // Cut off on its way, so that its format is broken: no dead letter either, which would be an alarm.
                return new IngestResult(List.of(), List.of(), 0, 0, false, null, 1);
            }
            return collected.rejectBody(e.isOtherShape() ? e.and(advice(body)) : e, body);
        } catch (SchemaUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            // a bug in Farrier: if it were thrown, the stream would stop at this record for ever
            return collected.rejectBody(UnreadableException.at("", "unexpected: " + e), body);
        }
    }

    private String advice(byte[] body) {
        // What is posted to a receiver has the sender's path and settings to change, not the source's.
        boolean changeable = !(source.origin() instanceof Source.Origin.ReceiverOrigin);
        KnownShape shape = KnownShape.of(body, !format.hasObjects());
        return shape == null ? "" : "it looks like " + shape.what() + (changeable ? ": " + shape.remedy() : "");
    }

    /** A dead letter for a body as a whole, such as one that is refused because of one of its parts. */
    public DeadLetter deadLetter(byte[] body, Arrival arrival, String error) {
        return DeadLetter.of(source.name(), error, arrival.origin(), arrival.now(), body);
    }
}
