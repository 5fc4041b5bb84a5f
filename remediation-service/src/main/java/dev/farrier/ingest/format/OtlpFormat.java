package dev.farrier.ingest.format;

import dev.farrier.ingest.DraftSink;
import dev.farrier.ingest.FormatReader;
import dev.farrier.ingest.RecordBatch;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.EventMapper;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.ingest.record.Utf8;
import dev.farrier.policy.Source;
import tools.jackson.databind.JsonNode;

/**
 * OTLP in JSON: an export request of logs or of metrics, as OpenTelemetry's collector sends it to Kafka and by HTTP. Each
 * log record and each sample of a metric is a record of fields; whatever its kind, they have the same names: {@code name},
 * {@code time}, {@code attributes}, {@code resource}, {@code scope}.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP's JSON</a>
 */
public final class OtlpFormat implements FormatReader {
    private final EventMapper mapped;

    public OtlpFormat(Source source) {
        this.mapped = new EventMapper(source);
    }

    @Override
    public void read(byte[] bytes, Arrival arrival, DraftSink into) throws UnreadableException {
        JsonNode body = JsonInput.lenient(Utf8.repair(bytes, IngestLimits.BODY_BYTES, into::repaired));
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
        RecordBatch records = new RecordBatch();
        Long receivedAt = arrival.receivedAt();
        if (logs) {
            each(
                    body,
                    "resourceLogs",
                    "scopeLogs",
                    "logRecords",
                    records,
                    (place, log) -> OtlpLogRecord.read(place, log, receivedAt, records));
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
        if (records.isEmpty()) {
            records.blank();
        }
        records.into(into, mapped, arrival);
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
            records.part(where, ofResource, () -> {
                OtlpScope resource = OtlpScope.of(where).resource(ofResource.path("resource"));
                JsonNode inResource = array(ofResource, "", scopes);
                for (int s = 0; s < inResource.size(); s++) {
                    OtlpScope scope =
                            resource.within(scopes, s).scope(inResource.get(s).path("scope"));
                    JsonNode inScope = array(inResource.get(s), scopes + "[" + s + "].", leaves);
                    for (int l = 0; l < inScope.size(); l++) {
                        OtlpScope place = scope.within(leaves, l);
                        JsonNode node = inScope.get(l);
                        records.part(place.where(), node, () -> leaf.read(place, node));
                    }
                }
            });
        }
    }

    /** Missing and null are empty. */
    static JsonNode array(JsonNode of, String where, String field) throws UnreadableException {
        JsonNode array = of.path(field);
        if (!array.isArray() && !array.isMissingNode() && !array.isNull()) {
            throw UnreadableException.at(where + field, "an array is expected, not " + JsonInput.describe(array));
        }
        return array;
    }
}
