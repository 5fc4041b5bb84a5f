package dev.farrier.ingest.format.metric;

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
import tools.jackson.databind.node.ObjectNode;

/**
 * Telegraf's JSON ({@code data_format = "json"}): one metric, or {@code {"metrics": […]}}. Each number among a metric's
 * fields, and each boolean as 1 or 0, is a record: the metric's own fields, with {@code field} and {@code value} of the
 * one, and {@code metric}, the name that Telegraf's Prometheus output would give it ({@code cpu_usage_idle}). Texts are no
 * samples, but can be mapped as {@code fields.NAME}.
 *
 * @see <a href="https://docs.influxdata.com/telegraf/v1/data_formats/output/json/">Telegraf's JSON</a>
 */
public final class TelegrafFormat implements Format {
    private final MappedReader mapped;

    public TelegrafFormat(Source source) {
        this.mapped = new MappedReader(source);
    }

    @Override
    public void read(byte[] bytes, Arrival arrival, Drafts into) throws Unreadable {
        JsonNode body = Json.lenient(Text.repair(bytes, Limits.BODY_BYTES, into::repaired));
        if (!body.isObject()) {
            throw Unreadable.otherShape("", "Telegraf sends a metric or {\"metrics\": […]}, not " + Json.kind(body));
        }
        Records records = new Records();
        JsonNode batch = body.path("metrics");
        if (batch.isArray() && !body.has("fields")) {
            for (int i = 0; i < batch.size(); i++) {
                String where = "metrics[" + i + "]";
                JsonNode metric = batch.get(i);
                records.part(where, metric, () -> samples(where, metric, records));
            }
            if (batch.isEmpty()) {
                records.blank();
            }
        } else {
            if (body.path("fields").isMissingNode()) {
                throw Unreadable.otherShape("fields", "an object of numbers is expected, not nothing");
            }
            records.part("", body, () -> samples("", body, records));
        }
        records.into(into, mapped, arrival);
    }

    private static void samples(String where, JsonNode metric, Records records) throws Unreadable {
        JsonNode fields = metric.path("fields");
        if (!fields.isObject()) {
            throw Unreadable.at("fields", "an object of numbers is expected, not " + Json.kind(fields));
        }
        String name = Json.scalar("name", metric.path("name"));
        boolean some = false;
        for (var field : fields.properties()) {
            JsonNode value = field.getValue();
            if (!value.isNumber() && !value.isBoolean()) {
                continue;
            }
            some = true;
            ObjectNode record = Records.copyOf(metric);
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
            records.blank();
        }
    }
}
