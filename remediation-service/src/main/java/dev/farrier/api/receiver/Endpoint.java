package dev.farrier.api.receiver;

import dev.farrier.ingest.IngestResult;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a tool posts to, and what it wants to hear.
 *
 * @param path below {@code /api/v1}; the source's name may follow it
 * @param receiver as in {@code receiver: NAME} of a source
 * @param standard the path that the tool itself puts behind an address it is given; empty: none
 * @param whole whether a body is refused whole when any part of it is wrong; else what is good is taken, and the answer says
 *     how much was not
 * @param deadLetters whether somebody else than the sender must be able to find what was refused, because the sender logs the
 *     status and forgets it
 * @param rejected for an OTLP answer: what its count of refused parts is called; empty: not OTLP
 */
record Endpoint(String path, String receiver, String standard, boolean whole, boolean deadLetters, String rejected) {
    static final Endpoint[] ALL = {
        new Endpoint("/receivers/alertmanager", "alertmanager", "", true, true, ""),
        new Endpoint("/receivers/grafana", "grafana", "", true, true, ""),
        new Endpoint("/receivers/events", "events", "", true, false, ""),
        new Endpoint("/events", "events", "", true, false, ""),
        new Endpoint("/receivers/cloudevents", "cloudevents", "", true, true, ""),
        new Endpoint("/receivers/collectd", "collectd", "", false, true, ""),
        new Endpoint("/receivers/telegraf", "telegraf", "", false, true, ""),
        new Endpoint("/receivers/otlp/logs", "otlp", "/v1/logs", false, true, "rejectedLogRecords"),
        new Endpoint("/receivers/otlp/metrics", "otlp", "/v1/metrics", false, true, "rejectedDataPoints")
    };

    /** The status of a success. */
    int status() {
        return rejected.isEmpty() ? 202 : 200;
    }

    /** The body of a success; in OTLP's case an export response. */
    Map<String, Object> answer(IngestResult read) {
        if (rejected.isEmpty()) {
            return Map.of("accepted", read.events().size(), "dropped", read.dropped());
        }
        if (read.rejected().isEmpty()) {
            return Map.of();
        }
        Map<String, Object> partial = new LinkedHashMap<>();
        // 64-bit integers are strings in protobuf's JSON
        partial.put(rejected, Integer.toString(read.rejected().size()));
        partial.put("errorMessage", read.rejected().getFirst().deadLetter().error());
        return Map.of("partialSuccess", partial);
    }

    /** @return what is wrong with the request before its body is read; empty: nothing */
    String unsupported(Context ctx) {
        String contentType = ctx.header("Content-Type");
        boolean protobuf = contentType != null && contentType.startsWith("application/x-protobuf");
        return protobuf ? "protobuf is not read; send JSON (encoding: json in OpenTelemetry's otlphttp exporter)" : "";
    }
}
