package dev.farrier.ingest.format.otlp;

import dev.farrier.ingest.format.Records;
import dev.farrier.ingest.input.Json;
import dev.farrier.ingest.input.Unreadable;
import dev.farrier.model.EventKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One log record. */
final class LogRecord {
    /** Four numbers each, from 1 on. */
    private static final List<String> SEVERITIES = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");

    private LogRecord() {}

    static void read(Place place, JsonNode log, @Nullable Long receivedAt, Records records) throws Unreadable {
        if (!log.isObject()) {
            throw Unreadable.at("", "a log record is an object, not " + Json.kind(log));
        }
        ObjectNode record = place.record(log.path("attributes"));
        String eventName = Json.scalar("eventName", log.path("eventName"));
        String service = Json.scalar("resource.service.name", place.resource().path("service.name"));
        record.put("name", eventName.isEmpty() ? service : eventName);
        record.put("eventName", eventName);
        record.put("severity", severity(log));
        record.set("body", Values.value("body", log.path("body")));
        record.put("traceId", Json.scalar("traceId", log.path("traceId")));
        record.put("spanId", Json.scalar("spanId", log.path("spanId")));
        record.put("time", Values.time(log, receivedAt, "timeUnixNano", "observedTimeUnixNano"));
        records.add(place.where(), record, EventKind.LOG);
    }

    /** The text where there is one, else the name of the number's range. */
    private static String severity(JsonNode log) throws Unreadable {
        String text = Json.scalar("severityText", log.path("severityText"));
        int number = log.path("severityNumber").asInt(0);
        boolean known = number >= 1 && number <= 4 * SEVERITIES.size();
        return text.isEmpty() && known ? SEVERITIES.get((number - 1) / 4) : text;
    }
}
