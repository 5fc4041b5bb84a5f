package dev.farrier.ingest;

import com.google.re2j.Pattern;
import dev.farrier.ingest.record.JsonInput;
import dev.farrier.ingest.record.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Recognises well-known formats in a body that its source can't read, so that the dead letter can say what to change. Called
 * for such bodies only.
 *
 * @param what the body looks like
 * @param remedy what to write in the source, or to change at the sender
 */
public record KnownShape(String what, String remedy) {
    private static final int LOOKED_AT_BYTES = 64 << 10;
    private static final String ISO = "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}";

    /** A format of lines, recognised by how a line starts; the first that matches counts. */
    private record Line(Pattern start, KnownShape shape) {
        static Line of(String start, String what, String remedy) {
            return new Line(Pattern.compile("(?s)^(?:" + start + ")"), new KnownShape(what, remedy));
        }
    }

    /** A format of JSON objects, recognised by the fields that they have; a bar stands between alternatives. */
    private record Keys(List<String> fields, KnownShape shape) {
        static Keys of(String fields, String what, String remedy) {
            return new Keys(List.of(fields.split(" ")), new KnownShape(what, remedy));
        }

        boolean fit(JsonNode object) {
            return fields.stream()
                    .allMatch(field -> Arrays.stream(field.split("\\|")).anyMatch(object::has));
        }
    }

    private static final KnownShape JSON =
            new KnownShape("a JSON object", "write format: json, and name its fields in 'time' and 'event'");

    private static final List<Line> LINES = List.of(
            Line.of("(?:\\d{1,7} )?<\\d{1,3}>\\d{1,2} (?:-|\\d{4}-)", "RFC 5424", "use preset rfc5424"),
            Line.of(ISO + "\\S* (?:stdout|stderr) [FP]\\b", "a container runtime's log (CRI)", "use preset cri"),
            Line.of(".{0,200}\\bCEF:\\d+\\|", "CEF", "there is no preset for it, take it apart by a pattern"),
            Line.of(".{0,200}\\bLEEF:\\d\\.\\d\\|", "LEEF", "there is no preset for it, take it apart by a pattern"),
            Line.of(
                    "(?:<\\d{1,3}>)?[^%]{0,100}: %[A-Z][A-Z0-9_-]*-[0-7]-[A-Z0-9_]+:",
                    "a message of a Cisco device", "use preset rsyslog"),
            Line.of(
                    "(?:<\\d{1,3}>)?(?:[A-Z][a-z]{2} [ \\d]\\d \\d{2}:\\d{2}:\\d{2}|" + ISO
                            + "\\S*) \\S+ [^\\s:\\[]+(?:\\[\\d+\\])?:",
                    "syslog (RFC 3164)",
                    "use preset rsyslog"),
            Line.of("<\\d{1,3}>", "syslog with a header of its own", "take it apart by a pattern"),
            Line.of(
                    "\\S+ \\S+ \\S+ \\[\\d{2}/[A-Z][a-z]{2}/\\d{4}:\\d{2}:\\d{2}:\\d{2} [+-]\\d{4}\\] \"",
                    "an access log of Apache or NGINX",
                    "take it apart by a pattern, with time: {field: time, formats: ['dd/MMM/yyyy:HH:mm:ss Z']}"),
            Line.of(
                    "[IWEF]\\d{4} \\d{2}:\\d{2}:\\d{2}\\.\\d+ +\\d+ \\S+:\\d+\\]",
                    "klog, as Kubernetes writes it",
                    "take it apart by a pattern, with time: {field: time, formats: ['MMdd HH:mm:ss.SSSSSS']}"),
            Line.of(
                    "__CURSOR=",
                    "the journal's export format",
                    "send it by journalctl -o json, and use preset journald"),
            Line.of("\\s*<(?:\\?xml|[A-Za-z]+[ >])", "XML", "it is not read, send JSON or lines"),
            Line.of(
                    "(?:[\\w.-]+=(?:\"(?:[^\"\\\\]|\\\\.)*\"|\\S*) +)+[\\w.-]+=",
                    "logfmt",
                    "take it apart by a pattern, such as time=(?P<time>\\S+)"));

    private static final List<Keys> OBJECTS = List.of(
            Keys.of("log stream time", "a container log of Docker's", "use preset docker, and no other format"),
            Keys.of("MESSAGE __REALTIME_TIMESTAMP", "the journal", "use preset journald, and no other format"),
            Keys.of(
                    "@timestamp agent|beat|@metadata|ecs|input|host",
                    "a record of Filebeat's",
                    "use preset filebeat, and no other format"),
            Keys.of("fields name tags", "a metric of Telegraf's", "use preset telegraf, and no other format"),
            Keys.of("metrics", "a batch of Telegraf's", "use preset telegraf, and no other format"),
            Keys.of("resourceLogs|resourceMetrics", "OTLP", "write format: otlp"),
            Keys.of("specversion type source", "a CloudEvent", "write format: cloudevents"),
            Keys.of("alerts status", "Alertmanager's or Grafana's webhook", "write format: alertmanager"),
            Keys.of("PROGRAM HOST", "JSON of syslog-ng's", "write format: json and preset: syslog-ng"),
            Keys.of("source_type timestamp", "a record of Vector's", "use preset vector, and no other format"),
            Keys.of(
                    "short_message version|host",
                    "GELF",
                    "write format: json, time: {field: timestamp, formats: [epoch_second]} and event: {message: short_message}"),
            Keys.of(
                    "@timestamp|date log|message|MESSAGE|msg",
                    "a record of Fluent Bit's",
                    "use preset fluent-bit, and no other format"),
            Keys.of("events", "the event API's form", "write format: events"));

    /**
     * The shape of the body; null when it is unknown.
     *
     * @param line whether the source reads lines: then any JSON object is worth a word
     */
    public static @Nullable KnownShape of(byte[] body, boolean line) {
        if (body.length > 1 && body[0] == 0x1f && (body[1] & 0xff) == 0x8b) {
            return new KnownShape("gzip", "send it uncompressed");
        }
        int length = Math.min(body.length, LOOKED_AT_BYTES);
        String text = new String(body, 0, length, StandardCharsets.UTF_8).strip();
        if (text.chars().filter(c -> c == 0).count() * 3 > text.length()) {
            return new KnownShape("UTF-16", "send UTF-8");
        }
        if (text.startsWith("{") || text.startsWith("[")) {
            try {
                return ofJson(JsonInput.lenient(text), line);
            } catch (UnreadableException e) {
                // not JSON: a line, too, may begin with a bracket
            }
        }
        return LINES.stream()
                .filter(known -> known.start().matcher(text).find())
                .map(Line::shape)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable KnownShape ofJson(JsonNode node, boolean line) {
        if (node.isArray()) {
            return node.path(0).has("dsnames")
                    ? new KnownShape("values of collectd's", "use preset collectd")
                    : new KnownShape("a JSON array", "send one object a record");
        }
        return OBJECTS.stream()
                .filter(keys -> keys.fit(node))
                .map(Keys::shape)
                .findFirst()
                .orElse(line ? JSON : null);
    }
}
