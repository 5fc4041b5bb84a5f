package dev.farrier.ingest.format;

import dev.farrier.ingest.BatchItem;
import dev.farrier.ingest.EventCollector;
import dev.farrier.ingest.FormatReader;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventMapper;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.RecordFields;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.ingest.record.Utf8;
import dev.farrier.policy.Source;
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
public final class CloudEventsFormat implements FormatReader {
    private static final String STRUCTURED = "application/cloudevents";
    private static final String BATCH = "application/cloudevents-batch";

    private final EventMapper mapped;

    public CloudEventsFormat(Source source) {
        this.mapped = new EventMapper(source);
    }

    @Override
    public void read(byte[] body, Arrival arrival, EventCollector into) throws UnreadableException {
        String contentType = mediaType(arrival.headers().getOrDefault("content-type", ""));
        if (contentType.startsWith(STRUCTURED)) {
            checkJson(contentType);
            structured(body, contentType.startsWith(BATCH), arrival, into);
            return;
        }
        Map<String, String> attributes = CloudEvent.headerAttributes(arrival.headers());
        if (!attributes.isEmpty()) {
            ObjectNode event = CloudEvent.binary(attributes, contentType, body);
            into.add(mapped.read(RecordFields.ofJson(CloudEvent.record(event, arrival)), arrival.origin(), arrival));
        } else if (body.length == 0) {
            into.countBlank(); // a tombstone
        } else {
            structured(body, false, arrival, into);
        }
    }

    private void structured(byte[] body, boolean batch, Arrival arrival, EventCollector into)
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
