package dev.farrier.stream.policytest;

import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.Ingested;
import dev.farrier.ingest.input.Arrival;
import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Source;
import dev.farrier.policy.test.TestEvent;
import dev.farrier.policytest.Stage.UnreadableEventException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** What sources say in a test → events, by the service's own readers. */
final class Script {
    private final Bundle bundle;
    private final Map<String, Ingest> ingests = new HashMap<>();
    /** Alerts that fire: labels → since when. */
    private final Map<String, Long> firing = new HashMap<>();

    private int said;

    Script(Bundle bundle) {
        this.bundle = bundle;
    }

    /** @param now the time of the events, whatever they say themselves */
    List<Event> events(TestEvent said, long now) throws UnreadableEventException {
        Source source = bundle.sources().get(said.source());
        if (source == null) {
            throw new UnreadableEventException("there is no source " + said.source());
        }
        String line = said.line();
        if (line == null && source.format() != Source.Format.ALERTMANAGER) {
            return List.of(new Event(
                    id(),
                    source.name(),
                    source.event().kind(),
                    now,
                    said.name(),
                    said.severity(),
                    said.message(),
                    Labels.copyOf(said.labels()),
                    said.value(),
                    null));
        }
        return read(source, line == null ? alert(said, now) : line, now);
    }

    private List<Event> read(Source source, String record, long now) throws UnreadableEventException {
        Ingest ingest = ingests.computeIfAbsent(source.name(), name -> Ingest.of(source));
        Ingested read = ingest.read(record.getBytes(StandardCharsets.UTF_8), Arrival.received(id(), now));
        if (!read.deadLetters().isEmpty()) {
            throw new UnreadableEventException("source " + source.name() + " can't read '" + record + "': "
                    + read.deadLetters().getFirst().error());
        }
        List<Event> events = new ArrayList<>();
        for (Event event : read.events()) {
            events.add(new Event(
                    event.id(),
                    event.source(),
                    event.kind(),
                    now,
                    event.name(),
                    event.severity(),
                    event.message(),
                    event.labels(),
                    event.value(),
                    event.alert(),
                    event.annotations()));
        }
        return events;
    }

    /** Alertmanager's webhook, version 4, with one alert. */
    private String alert(TestEvent said, long now) {
        TreeMap<String, String> labels = new TreeMap<>(said.labels());
        if (!said.name().isEmpty()) {
            labels.put("alertname", said.name());
        }
        if (!said.severity().isEmpty()) {
            labels.put("severity", said.severity());
        }
        String key = said.source() + " " + labels;
        long since = firing.getOrDefault(key, now);
        if (said.resolved()) {
            firing.remove(key);
        } else {
            firing.put(key, since);
        }
        Map<String, Object> alert = new TreeMap<>();
        alert.put("status", said.resolved() ? "resolved" : "firing");
        alert.put("labels", labels);
        alert.put("annotations", Map.of("description", said.message()));
        alert.put("startsAt", Instant.ofEpochMilli(since).toString());
        alert.put("endsAt", said.resolved() ? Instant.ofEpochMilli(now).toString() : "0001-01-01T00:00:00Z");
        return JsonMapper.shared().writeValueAsString(Map.of("version", "4", "alerts", List.of(alert)));
    }

    private String id() {
        said++;
        return "test/" + said;
    }
}
