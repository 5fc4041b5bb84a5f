package dev.farrier.ingest.format;

import dev.farrier.ingest.RecordBatch;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.model.EventKind;
import dev.farrier.policy.source.Source.EventMapping;
import dev.farrier.policy.source.SourcePreset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OTLP in JSON: an export request of logs or of metrics, as OpenTelemetry's collector sends it to Kafka and by HTTP. Each
 * log record and each sample of a metric is a record of fields, of which these have the same names in both: {@code name},
 * {@code time}, {@code attributes}, {@code resource}, {@code scope}.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP's JSON</a>
 */
public final class OtlpFormat extends JsonBatchFormat {
    /** Each stands for four severity numbers; the first number is 1. */
    private static final List<String> SEVERITIES = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");

    private static final SourcePreset DEFAULTS = SourcePreset.of(
            "",
            "time",
            List.of("epoch_milli"),
            new EventMapping(
                    EventKind.LOG,
                    "",
                    "name",
                    "severity",
                    "body.message || body",
                    "value",
                    SourcePreset.labels(
                            "host=resource.host.name || resource.k8s.node.name", "otel_scope_name=scope.name"),
                    List.of("resource", "scope.attributes", "attributes")));

    public OtlpFormat() {
        super("otlp", DEFAULTS);
    }

    /** Each record has a kind of its own: the source can't choose it. */
    @Override
    public boolean takes(String eventKey) {
        return !eventKey.equals("kind");
    }

    @Override
    void unfold(JsonNode body, Arrival arrival, RecordBatch records) throws UnreadableException {
        if (!body.isObject()) {
            throw UnreadableException.otherShape(
                    "", "an object with resourceLogs or resourceMetrics is expected, not " + JsonInput.describe(body));
        }
        boolean logs = body.has("resourceLogs");
        boolean metrics = body.has("resourceMetrics");
        if (!logs && !metrics && !body.isEmpty()) {
            throw UnreadableException.otherShape(
                    "",
                    body.has("resourceSpans") || body.has("resourceProfiles")
                            ? "only logs and metrics are read"
                            : "neither resourceLogs nor resourceMetrics is there");
        }
        Long receivedAt = arrival.receivedAt();
        if (logs) {
            each(
                    body,
                    "resourceLogs",
                    "scopeLogs",
                    "logRecords",
                    records,
                    (place, log) -> logRecord(place, log, receivedAt, records));
        }
        if (metrics) {
            each(
                    body,
                    "resourceMetrics",
                    "scopeMetrics",
                    "metrics",
                    records,
                    (place, metric) -> OtlpMetric.read(place, metric, receivedAt, records));
        }
    }

    private interface Leaf {
        void read(OtlpScope place, JsonNode leaf) throws UnreadableException;
    }

    private static void each(
            JsonNode body, String resources, String scopes, String leaves, RecordBatch records, Leaf leaf)
            throws UnreadableException {
        JsonNode all = array(body, "", resources);
        for (int r = 0; r < all.size(); r++) {
            String where = resources + "[" + r + "]";
            JsonNode ofResource = all.get(r);
            records.readPart(where, ofResource, () -> {
                OtlpScope resource = OtlpScope.of(where).withResource(ofResource.path("resource"));
                JsonNode inResource = array(ofResource, "", scopes);
                for (int s = 0; s < inResource.size(); s++) {
                    OtlpScope scope = resource.within(scopes, s)
                            .withScope(inResource.get(s).path("scope"));
                    JsonNode inScope = array(inResource.get(s), scopes + "[" + s + "].", leaves);
                    for (int l = 0; l < inScope.size(); l++) {
                        OtlpScope place = scope.within(leaves, l);
                        JsonNode node = inScope.get(l);
                        records.readPart(place.where(), node, () -> leaf.read(place, node));
                    }
                }
            });
        }
    }

    /** The array in this field; empty when it is missing or null. */
    static JsonNode array(JsonNode of, String where, String field) throws UnreadableException {
        JsonNode array = of.path(field);
        if (!array.isArray() && !array.isMissingNode() && !array.isNull()) {
            throw UnreadableException.at(where + field, "an array is expected, not " + JsonInput.describe(array));
        }
        return array;
    }

    private static void logRecord(OtlpScope place, JsonNode log, @Nullable Long receivedAt, RecordBatch records)
            throws UnreadableException {
        if (!log.isObject()) {
            throw UnreadableException.at("", "a log record is an object, not " + JsonInput.describe(log));
        }
        ObjectNode record = place.newRecord(log.path("attributes"));
        String eventName = JsonInput.scalar("eventName", log.path("eventName"));
        String service =
                JsonInput.scalar("resource.service.name", place.resource().path("service.name"));
        record.put("name", eventName.isEmpty() ? service : eventName);
        record.put("eventName", eventName);
        record.put("severity", severity(log));
        record.set("body", OtlpScope.value("body", log.path("body")));
        record.put("traceId", JsonInput.scalar("traceId", log.path("traceId")));
        record.put("spanId", JsonInput.scalar("spanId", log.path("spanId")));
        record.put("time", OtlpScope.time(log, receivedAt, "timeUnixNano", "observedTimeUnixNano"));
        records.add(place.where(), record, EventKind.LOG);
    }

    /** The text where there is one, else the name of the number's range. */
    private static String severity(JsonNode log) throws UnreadableException {
        String text = JsonInput.scalar("severityText", log.path("severityText"));
        int number = log.path("severityNumber").asInt(0);
        boolean known = number >= 1 && number <= 4 * SEVERITIES.size();
        return text.isEmpty() && known ? SEVERITIES.get((number - 1) / 4) : text;
    }
}
