package dev.farrier.ingest.format.cloudevents;

import dev.farrier.ingest.format.Drafts;
import dev.farrier.ingest.format.Element;
import dev.farrier.ingest.format.Format;
import dev.farrier.ingest.input.Arrival;
import dev.farrier.ingest.input.Json;
import dev.farrier.ingest.input.Limits;
import dev.farrier.ingest.input.Text;
import dev.farrier.ingest.input.Unreadable;
import dev.farrier.ingest.mapping.Fields;
import dev.farrier.ingest.mapping.MappedReader;
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
public final class CloudEventsFormat implements Format {
    private static final String STRUCTURED = "application/cloudevents";
    private static final String BATCH = "application/cloudevents-batch";

    private final MappedReader mapped;

    public CloudEventsFormat(Source source) {
        this.mapped = new MappedReader(source);
    }

    @Override
    public void read(byte[] body, Arrival arrival, Drafts into) throws Unreadable {
        String contentType = mediaType(arrival.headers().getOrDefault("content-type", ""));
        if (contentType.startsWith(STRUCTURED)) {
            checkJson(contentType);
            structured(body, contentType.startsWith(BATCH), arrival, into);
            return;
        }
        Map<String, String> attributes = HeaderAttributes.of(arrival.headers());
        if (!attributes.isEmpty()) {
            ObjectNode event = CloudEvent.binary(attributes, contentType, body);
            into.add(mapped.read(Fields.ofJson(CloudEvent.record(event, arrival)), arrival.origin(), arrival));
        } else if (body.length == 0) {
            into.blank(); // a tombstone
        } else {
            structured(body, false, arrival, into);
        }
    }

    private void structured(byte[] body, boolean batch, Arrival arrival, Drafts into) throws Unreadable {
        JsonNode node = Json.lenient(Text.repair(body, Limits.BODY_BYTES, into::repaired));
        if (batch && node.isArray() && node.isEmpty()) {
            into.blank(); // allowed by the specification
        } else if (batch || node.isArray()) {
            for (Element element : Element.of("", node)) {
                into.add(
                        element,
                        each -> mapped.read(
                                Fields.ofJson(CloudEvent.record(each.object(), arrival)),
                                each.origin(arrival),
                                arrival));
            }
        } else {
            into.add(mapped.read(Fields.ofJson(CloudEvent.record(node, arrival)), arrival.origin(), arrival));
        }
    }

    private static void checkJson(String contentType) throws Unreadable {
        if (!contentType.endsWith("+json") && !contentType.equals(STRUCTURED) && !contentType.equals(BATCH)) {
            throw Unreadable.at(
                    "content-type", Unreadable.quote(contentType) + " is not read; send application/cloudevents+json");
        }
    }

    /** Without parameters. */
    static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
