package dev.farrier.ingest.format;

import dev.farrier.ingest.RecordBatch;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.model.EventKind;
import dev.farrier.policy.source.Source.EventMapping;
import dev.farrier.policy.source.SourcePreset;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Telegraf's JSON ({@code data_format = "json"}): one metric, or {@code {"metrics": […]}}. Each number among a metric's
 * fields, and each boolean as 1 or 0, is a record: the metric's own fields, with {@code field} and {@code value} of the
 * one, and {@code metric}, the name that Telegraf's Prometheus output would give it ({@code cpu_usage_idle}). Texts are no
 * samples, but can be mapped as {@code fields.NAME}.
 *
 * @see <a href="https://docs.influxdata.com/telegraf/v1/data_formats/output/json/">Telegraf's JSON</a>
 */
public final class TelegrafFormat extends JsonBatchFormat {
    private static final SourcePreset PRESET = SourcePreset.of(
            "telegraf",
            "timestamp",
            List.of("epoch_second", "iso8601"),
            new EventMapping(EventKind.METRIC, "", "metric", "", "", "value", SourcePreset.labels(), List.of("tags")));

    public TelegrafFormat() {
        super("telegraf", PRESET);
    }

    @Override
    public List<SourcePreset> presets() {
        return List.of(PRESET);
    }

    @Override
    void unfold(JsonNode body, Arrival arrival, RecordBatch records) throws UnreadableException {
        if (!body.isObject()) {
            throw UnreadableException.otherShape(
                    "", "Telegraf sends a metric or {\"metrics\": […]}, not " + JsonInput.describe(body));
        }
        JsonNode batch = body.path("metrics");
        if (batch.isArray() && !body.has("fields")) {
            for (int i = 0; i < batch.size(); i++) {
                String where = "metrics[" + i + "]";
                JsonNode metric = batch.get(i);
                records.readPart(where, metric, () -> samples(where, metric, records));
            }
        } else {
            if (body.path("fields").isMissingNode()) {
                throw UnreadableException.otherShape("fields", "an object of numbers is expected, not nothing");
            }
            records.readPart("", body, () -> samples("", body, records));
        }
    }

    private static void samples(String where, JsonNode metric, RecordBatch records) throws UnreadableException {
        JsonNode fields = metric.path("fields");
        if (!fields.isObject()) {
            throw UnreadableException.at(
                    "fields", "an object of numbers is expected, not " + JsonInput.describe(fields));
        }
        String name = JsonInput.scalar("name", metric.path("name"));
        boolean some = false;
        for (var field : fields.properties()) {
            JsonNode value = field.getValue();
            if (!value.isNumber() && !value.isBoolean()) {
                continue;
            }
            some = true;
            ObjectNode record = RecordBatch.copyOf(metric);
            record.put("metric", field.getKey().equals("value") ? name : name + "_" + field.getKey());
            record.put("field", field.getKey());
            if (value.isBoolean()) {
                record.put("value", value.asBoolean() ? 1 : 0);
            } else {
                record.set("value", value);
            }
            records.add(where, record);
        }
        if (!some) {
            records.countBlank();
        }
    }
}
