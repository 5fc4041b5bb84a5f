package dev.farrier.api.receiver;

import dev.farrier.ingest.IngestResult;
import dev.farrier.policy.source.SourceFormat;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A path that a tool posts to, and how it is answered.
 *
 * @param path below {@code /api/v1}; the source's name may follow it
 * @param receiver as in {@code receiver: NAME} of a source
 * @param standard the path that the tool itself appends to an address; empty: none
 * @param whole whether one wrong part refuses the whole body; else the good parts are taken, and the answer counts the others
 * @param deadLetters whether a refused body becomes a dead letter, because the sender logs the status and forgets the body
 * @param rejected the field of an OTLP answer that counts refused parts; empty: not OTLP
 */
record Endpoint(String path, String receiver, String standard, boolean whole, boolean deadLetters, String rejected) {
    private static final List<Endpoint> OWN = List.of(
            new Endpoint("/receivers/alertmanager", "alertmanager", "", true, true, ""),
            new Endpoint("/receivers/grafana", "grafana", "", true, true, ""),
            new Endpoint("/receivers/events", "events", "", true, false, ""),
            new Endpoint("/events", "events", "", true, false, ""),
            new Endpoint("/receivers/cloudevents", "cloudevents", "", true, true, ""),
            new Endpoint("/receivers/collectd", "collectd", "", false, true, ""),
            new Endpoint("/receivers/telegraf", "telegraf", "", false, true, ""),
            new Endpoint("/receivers/otlp/logs", "otlp", "/v1/logs", false, true, "rejectedLogRecords"),
            new Endpoint("/receivers/otlp/metrics", "otlp", "/v1/metrics", false, true, "rejectedDataPoints"));

    /** The paths of Farrier's own receivers, and one path for each other receiver that a format names. */
    static List<Endpoint> of(List<SourceFormat> formats) {
        Stream<Endpoint> others = formats.stream()
                .flatMap(format -> format.receivers().stream())
                .distinct()
                .filter(receiver -> OWN.stream().noneMatch(own -> own.receiver.equals(receiver)))
                .map(receiver -> new Endpoint("/receivers/" + receiver, receiver, "", true, true, ""));
        return Stream.concat(OWN.stream(), others).toList();
    }

    /** Status of a success. */
    int status() {
        return rejected.isEmpty() ? 202 : 200;
    }

    /** Body of a success; for OTLP an export response. */
    Map<String, Object> answer(IngestResult read) {
        if (rejected.isEmpty()) {
            return Map.of("accepted", read.events().size(), "dropped", read.leftOut());
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

    /** What is wrong with the request before its body is read; empty: nothing. */
    String unsupported(Context ctx) {
        String contentType = ctx.header("Content-Type");
        boolean protobuf = contentType != null && contentType.startsWith("application/x-protobuf");
        return protobuf ? "protobuf is not read; send JSON (encoding: json in OpenTelemetry's otlphttp exporter)" : "";
    }
}
