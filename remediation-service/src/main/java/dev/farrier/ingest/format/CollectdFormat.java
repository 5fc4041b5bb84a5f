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
 * collectd's JSON, as write_kafka and write_http send it: an array of value lists. Each value is a record: the list's
 * fields, with {@code value}, {@code dsname} and {@code dstype} of the one, and {@code metric}, a name made like that of
 * collectd's own Prometheus output, but for its prefix and suffix: plugin, type where it differs, data source where it is
 * not called {@code value}.
 *
 * @see <a href="https://collectd.org/wiki/index.php/JSON">collectd's JSON</a>
 */
public final class CollectdFormat extends JsonBatchFormat {
    private static final SourcePreset PRESET = SourcePreset.of(
            "collectd",
            "time",
            List.of("epoch_second", "iso8601"),
            new EventMapping(
                    EventKind.METRIC,
                    "",
                    "metric",
                    "",
                    "",
                    "value",
                    SourcePreset.labels("host", "plugin", "plugin_instance", "type", "type_instance"),
                    List.of()));

    public CollectdFormat() {
        super("collectd", PRESET);
    }

    @Override
    public List<SourcePreset> presets() {
        return List.of(PRESET);
    }

    @Override
    void unfold(JsonNode body, Arrival arrival, RecordBatch records) throws UnreadableException {
        if (!body.isArray()) {
            throw UnreadableException.otherShape(
                    "", "collectd sends an array of value lists, not " + JsonInput.describe(body));
        }
        for (int i = 0; i < body.size(); i++) {
            String where = "[" + i + "]";
            JsonNode list = body.get(i);
            records.readPart(where, list, () -> list(where, list, records));
        }
    }

    private static void list(String where, JsonNode list, RecordBatch records) throws UnreadableException {
        if (!list.isObject()) {
            throw UnreadableException.at("", "a value list is an object, not " + JsonInput.describe(list));
        }
        JsonNode values = list.path("values");
        JsonNode names = list.path("dsnames");
        JsonNode types = list.path("dstypes");
        if (!values.isArray() || !names.isArray() || names.size() != values.size()) {
            throw UnreadableException.at("values", "an array with a number for each of dsnames is expected");
        }
        if (values.isEmpty()) {
            records.countBlank();
        }
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).isNull()) {
                records.countBlank(); // how collectd writes that it does not know
                continue;
            }
            String name = JsonInput.scalar("dsnames", names.get(i));
            ObjectNode record = RecordBatch.copyOf(list);
            record.remove("values");
            record.remove("dsnames");
            record.remove("dstypes");
            record.put("metric", metric(list, name));
            record.put("dsname", name);
            record.set("dstype", types.path(i).isMissingNode() ? record.nullNode() : types.get(i));
            record.set("value", values.get(i));
            records.add(where, record);
        }
    }

    private static String metric(JsonNode list, String name) throws UnreadableException {
        String plugin = JsonInput.scalar("plugin", list.path("plugin"));
        String type = JsonInput.scalar("type", list.path("type"));
        return plugin
                + (type.isEmpty() || type.equals(plugin) ? "" : "_" + type)
                + (name.equals("value") ? "" : "_" + name);
    }
}
