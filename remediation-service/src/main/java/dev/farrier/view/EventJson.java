package dev.farrier.view;

import dev.farrier.model.Alert;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Events and dead letters as plain maps: times as ISO 8601, and nothing where nothing is known. */
public final class EventJson {
    private EventJson() {}

    public static Map<String, Object> event(Event event) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", event.id());
        json.put("time", Instant.ofEpochMilli(event.time()).toString());
        json.put("source", event.source());
        json.put("kind", IncidentJson.code(event.kind()));
        text(json, "name", event.name());
        text(json, "severity", event.severity());
        text(json, "message", event.message());
        json.put("labels", event.labels());
        if (!event.annotations().isEmpty()) {
            json.put("annotations", event.annotations());
        }
        if (event.value() != null) {
            json.put("value", event.value());
        }
        Alert alert = event.alert();
        if (alert != null) {
            json.put("status", alert.firing() ? "firing" : "resolved");
            json.put("startsAt", Instant.ofEpochMilli(alert.startsAt()).toString());
            json.put("fingerprint", alert.fingerprint());
        }
        return json;
    }

    public static Map<String, Object> deadLetter(DeadLetter letter) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("time", Instant.ofEpochMilli(letter.at()).toString());
        text(json, "source", letter.source());
        json.put("error", letter.error());
        json.put("origin", letter.origin());
        json.put("length", letter.length());
        json.put("sha256", letter.sha256());
        json.put("head", letter.head());
        return json;
    }

    private static void text(Map<String, Object> json, String field, String text) {
        if (!text.isEmpty()) {
            json.put(field, text);
        }
    }
}
