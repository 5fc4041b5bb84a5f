package dev.farrier.ingest.format;

import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.ingest.BatchItem;
import dev.farrier.ingest.EventCollector;
import dev.farrier.ingest.FormatReader;
import dev.farrier.ingest.IngestFormat;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventMapper;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.RecordFields;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.ingest.record.Utf8;
import dev.farrier.model.EventKind;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.source.Source.EventMapping;
import dev.farrier.policy.source.SourcePreset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * CloudEvents in each of their modes: binary (attributes in headers, {@code ce_} on Kafka and {@code ce-} in HTTP),
 * structured, and a batch of structured ones. Without a content type that says which, a JSON body that has a {@code
 * specversion} is taken as structured.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka</a>
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md">HTTP</a>
 */
public final class CloudEventsFormat implements IngestFormat {
    private static final String STRUCTURED = "application/cloudevents";
    private static final String BATCH = "application/cloudevents-batch";

    private static final SourcePreset DEFAULTS = SourcePreset.of(
            "",
            "time",
            List.of("iso8601"),
            new EventMapping(
                    EventKind.EVENT,
                    "source_id",
                    "type",
                    "severitytext || severity",
                    "data.message || data",
                    "",
                    SourcePreset.labels("subject", "ce_source=source"),
                    List.of("extensions")));

    @Override
    public String name() {
        return "cloudevents";
    }

    @Override
    public EventKind kind() {
        return EventKind.EVENT;
    }

    @Override
    public List<String> receivers() {
        return List.of("cloudevents");
    }

    @Override
    public SourcePreset defaults() {
        return DEFAULTS;
    }

    @Override
    public FormatReader reader(Source source, AvroDecoderFactory avro) {
        EventMapper mapped = new EventMapper(source);
        return (body, arrival, into) -> read(body, arrival, into, mapped);
    }

    @Override
    public boolean readsHeaders() {
        return true;
    }

    private static void read(byte[] body, Arrival arrival, EventCollector into, EventMapper mapped)
            throws UnreadableException {
        String contentType = mediaType(arrival.headers().getOrDefault("content-type", ""));
        if (contentType.startsWith(STRUCTURED)) {
            checkJson(contentType);
            structured(body, contentType.startsWith(BATCH), arrival, into, mapped);
            return;
        }
        Map<String, String> attributes = CloudEvent.headerAttributes(arrival.headers());
        if (!attributes.isEmpty()) {
            ObjectNode event = CloudEvent.binary(attributes, contentType, body);
            into.add(mapped.read(RecordFields.ofJson(CloudEvent.record(event, arrival)), arrival.origin(), arrival));
        } else if (body.length == 0) {
            into.countBlank(); // a tombstone
        } else {
            structured(body, false, arrival, into, mapped);
        }
    }

    private static void structured(byte[] body, boolean batch, Arrival arrival, EventCollector into, EventMapper mapped)
            throws UnreadableException {
        JsonNode node = JsonInput.lenient(Utf8.repair(body, IngestLimits.BODY_BYTES, into::markRepaired));
        if (batch && node.isArray() && node.isEmpty()) {
            into.countBlank(); // allowed by the specification
        } else if (batch || node.isArray()) {
            for (BatchItem element : BatchItem.of("", node)) {
                into.add(
                        element,
                        each -> mapped.read(
                                RecordFields.ofJson(CloudEvent.record(each.object(), arrival)),
                                each.origin(arrival),
                                arrival));
            }
        } else {
            into.add(mapped.read(RecordFields.ofJson(CloudEvent.record(node, arrival)), arrival.origin(), arrival));
        }
    }

    private static void checkJson(String contentType) throws UnreadableException {
        if (!contentType.endsWith("+json") && !contentType.equals(STRUCTURED) && !contentType.equals(BATCH)) {
            throw UnreadableException.at(
                    "content-type",
                    UnreadableException.quote(contentType) + " is not read; send application/cloudevents+json");
        }
    }

    /** Without parameters. */
    static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
