package dev.farrier.view;

import dev.farrier.model.Alert;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import java.time.Instant;
import java.util.Map;

/** Events and dead letters as JSON: times as ISO 8601. */
public final class EventJson {
    private EventJson() {}

    public static Map<String, Object> event(Event event) {
        JsonObject json = new JsonObject()
                .put("id", event.id())
                .put("time", Instant.ofEpochMilli(event.time()).toString())
                .put("source", event.source())
                .code("kind", event.kind())
                .text("name", event.name())
                .text("severity", event.severity())
                .text("message", event.message())
                .put("labels", event.labels())
                .map("annotations", event.annotations())
                .put("value", event.value());
        Alert alert = event.alert();
        if (alert != null) {
            json.put("status", alert.firing() ? "firing" : "resolved")
                    .put("startsAt", Instant.ofEpochMilli(alert.startsAt()).toString())
                    .put("fingerprint", alert.fingerprint());
        }
        return json.build();
    }

    public static Map<String, Object> deadLetter(DeadLetter letter) {
        return new JsonObject()
                .put("time", Instant.ofEpochMilli(letter.at()).toString())
                .text("source", letter.source())
                .put("error", letter.error())
                .put("origin", letter.origin())
                .put("length", letter.length())
                .put("sha256", letter.sha256())
                .put("head", letter.head())
                .build();
    }
}
