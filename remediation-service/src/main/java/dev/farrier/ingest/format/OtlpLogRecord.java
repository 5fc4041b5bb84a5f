package dev.farrier.ingest.format;

import dev.farrier.ingest.RecordBatch;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.model.EventKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One log record. */
final class OtlpLogRecord {
    /** Four numbers each, from 1 on. */
    private static final List<String> SEVERITIES = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");

    private OtlpLogRecord() {}

    static void read(OtlpScope place, JsonNode log, @Nullable Long receivedAt, RecordBatch records)
            throws UnreadableException {
        if (!log.isObject()) {
            throw UnreadableException.at("", "a log record is an object, not " + JsonInput.describe(log));
        }
        ObjectNode record = place.record(log.path("attributes"));
        String eventName = JsonInput.scalar("eventName", log.path("eventName"));
        String service =
                JsonInput.scalar("resource.service.name", place.resource().path("service.name"));
        record.put("name", eventName.isEmpty() ? service : eventName);
        record.put("eventName", eventName);
        record.put("severity", severity(log));
        record.set("body", OtlpValues.value("body", log.path("body")));
        record.put("traceId", JsonInput.scalar("traceId", log.path("traceId")));
        record.put("spanId", JsonInput.scalar("spanId", log.path("spanId")));
        record.put("time", OtlpValues.time(log, receivedAt, "timeUnixNano", "observedTimeUnixNano"));
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
