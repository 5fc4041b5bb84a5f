package dev.farrier.ingest.format;

import dev.farrier.ingest.RecordBatch;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.model.EventKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One metric: each point of a gauge or a sum is a sample; of histograms and summaries {@code NAME_count} and {@code
 * NAME_sum} are, as Prometheus calls them.
 */
final class OtlpMetric {
    private static final List<String> TYPES = List.of("gauge", "sum", "histogram", "exponentialHistogram", "summary");
    private static final int NO_RECORDED_VALUE = 1;

    private OtlpMetric() {}

    static void read(OtlpScope place, JsonNode metric, @Nullable Long receivedAt, RecordBatch records)
            throws UnreadableException {
        String type = "";
        for (String known : TYPES) {
            type = metric.path(known).isObject() ? known : type;
        }
        if (type.isEmpty()) {
            throw UnreadableException.at("", "a metric has one of " + String.join(", ", TYPES));
        }
        String name = JsonInput.scalar("name", metric.path("name"));
        String unit = JsonInput.scalar("unit", metric.path("unit"));
        String of = type;
        JsonNode points = OtlpFormat.array(metric.path(type), type + ".", "dataPoints");
        for (int i = 0; i < points.size(); i++) {
            OtlpScope at = place.within(type + ".dataPoints", i);
            JsonNode point = points.get(i);
            records.readPart(at.where(), point, () -> {
                if (!point.isObject()) {
                    throw UnreadableException.at("", "a data point is an object, not " + JsonInput.describe(point));
                }
                Sampling sampling = new Sampling(at, point, of, unit, receivedAt, records);
                if (of.equals("gauge") || of.equals("sum")) {
                    sampling.add(name, point.has("asInt") ? "asInt" : "asDouble");
                } else {
                    sampling.add(name + "_count", "count");
                    sampling.add(name + "_sum", "sum");
                }
            });
        }
    }

    private record Sampling(
            OtlpScope place,
            JsonNode point,
            String type,
            String unit,
            @Nullable Long receivedAt,
            RecordBatch records) {
        /** A point may say that it has no value; a histogram need not have a sum. */
        void add(String name, String field) throws UnreadableException {
            String value = JsonInput.scalar(field, point.path(field));
            boolean none = (point.path("flags").asInt(0) & NO_RECORDED_VALUE) != 0;
            if (none || value.isEmpty() || value.equals("NaN")) {
                records.countBlank();
                return;
            }
            ObjectNode record = place.newRecord(point.path("attributes"));
            record.put("name", name);
            record.put("type", type);
            record.put("unit", unit);
            record.put("value", value);
            record.put("time", OtlpScope.time(point, receivedAt, "timeUnixNano"));
            records.add(place.where(), record, EventKind.METRIC);
        }
    }
}
