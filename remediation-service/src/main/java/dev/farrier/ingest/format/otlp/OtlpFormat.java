package dev.farrier.ingest.format.otlp;

import dev.farrier.ingest.format.Drafts;
import dev.farrier.ingest.format.Format;
import dev.farrier.ingest.format.Records;
import dev.farrier.ingest.input.Arrival;
import dev.farrier.ingest.input.Json;
import dev.farrier.ingest.input.Limits;
import dev.farrier.ingest.input.Text;
import dev.farrier.ingest.input.Unreadable;
import dev.farrier.ingest.mapping.MappedReader;
import dev.farrier.policy.Source;
import tools.jackson.databind.JsonNode;

/**
 * OTLP in JSON: an export request of logs or of metrics, as OpenTelemetry's collector sends it to Kafka and by HTTP. Each
 * log record and each sample of a metric is a record of fields; whatever its kind, they have the same names: {@code name},
 * {@code time}, {@code attributes}, {@code resource}, {@code scope}.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP's JSON</a>
 */
public final class OtlpFormat implements Format {
    private final MappedReader mapped;

    public OtlpFormat(Source source) {
        this.mapped = new MappedReader(source);
    }

    @Override
    public void read(byte[] bytes, Arrival arrival, Drafts into) throws Unreadable {
        JsonNode body = Json.lenient(Text.repair(bytes, Limits.BODY_BYTES, into::repaired));
        if (!body.isObject()) {
            throw Unreadable.otherShape(
                    "", "an object with resourceLogs or resourceMetrics is expected, not " + Json.kind(body));
        }
        boolean logs = body.has("resourceLogs");
        boolean metrics = body.has("resourceMetrics");
        if (!logs && !metrics && !body.isEmpty()) {
            throw Unreadable.otherShape(
                    "",
                    body.has("resourceSpans") || body.has("resourceProfiles")
                            ? "only logs and metrics are read"
                            : "neither resourceLogs nor resourceMetrics is there");
        }
        Records records = new Records();
        Long receivedAt = arrival.receivedAt();
        if (logs) {
            each(
                    body,
                    "resourceLogs",
                    "scopeLogs",
                    "logRecords",
                    records,
                    (place, log) -> LogRecord.read(place, log, receivedAt, records));
        }
        if (metrics) {
            each(
                    body,
                    "resourceMetrics",
                    "scopeMetrics",
                    "metrics",
                    records,
                    (place, metric) -> Metric.read(place, metric, receivedAt, records));
        }
        if (records.isEmpty()) {
            records.blank();
        }
        records.into(into, mapped, arrival);
    }

    private interface Leaf {
        void read(Place place, JsonNode leaf) throws Unreadable;
    }

    private static void each(JsonNode body, String resources, String scopes, String leaves, Records records, Leaf leaf)
            throws Unreadable {
        JsonNode all = array(body, "", resources);
        for (int r = 0; r < all.size(); r++) {
            String where = resources + "[" + r + "]";
            JsonNode ofResource = all.get(r);
            records.part(where, ofResource, () -> {
                Place resource = Place.of(where).resource(ofResource.path("resource"));
                JsonNode inResource = array(ofResource, "", scopes);
                for (int s = 0; s < inResource.size(); s++) {
                    Place scope =
                            resource.within(scopes, s).scope(inResource.get(s).path("scope"));
                    JsonNode inScope = array(inResource.get(s), scopes + "[" + s + "].", leaves);
                    for (int l = 0; l < inScope.size(); l++) {
                        Place place = scope.within(leaves, l);
                        JsonNode node = inScope.get(l);
                        records.part(place.where(), node, () -> leaf.read(place, node));
                    }
                }
            });
        }
    }

    /** Missing and null are empty. */
    static JsonNode array(JsonNode of, String where, String field) throws Unreadable {
        JsonNode array = of.path(field);
        if (!array.isArray() && !array.isMissingNode() && !array.isNull()) {
            throw Unreadable.at(where + field, "an array is expected, not " + Json.kind(array));
        }
        return array;
    }
}
