package dev.farrier.policytest;

import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.IngestResult;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.Event;
import dev.farrier.model.EventBuilder;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.yaml.test.TestEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** Turns what a test lets sources send into events, with the service's own readers. */
final class ScriptedSources {
    private final Bundle bundle;
    private final Map<String, Ingest> ingests = new HashMap<>();
    /** Alerts that fire: source and labels → since when, epoch milliseconds. */
    private final Map<String, Long> firing = new HashMap<>();

    private int emitted;

    ScriptedSources(Bundle bundle) {
        this.bundle = bundle;
    }

    /** @param now the time of the events, whatever they say themselves */
    List<Event> events(TestEvent sent, long now) throws UnreadableTestEventException {
        Source source = bundle.sources().get(sent.source());
        if (source == null) {
            throw new UnreadableTestEventException("there is no source " + sent.source());
        }
        String line = sent.line();
        if (line == null && source.event().kind() != EventKind.ALERT) {
            return List.of(EventBuilder.builder()
                    .id(id())
                    .source(source.name())
                    .kind(source.event().kind())
                    .time(now)
                    .name(sent.name())
                    .severity(sent.severity())
                    .message(sent.message())
                    .labels(sent.labels())
                    .value(sent.value())
                    .annotations(Labels.empty())
                    .build());
        }
        return read(source, line == null ? alert(sent, now) : line, now);
    }

    private List<Event> read(Source source, String record, long now) throws UnreadableTestEventException {
        Ingest ingest = ingests.computeIfAbsent(source.name(), name -> Ingest.of(source));
        IngestResult read = ingest.read(record.getBytes(StandardCharsets.UTF_8), Arrival.received(id(), now));
        if (!read.deadLetters().isEmpty()) {
            throw new UnreadableTestEventException("source " + source.name() + " can't read '" + record + "': "
                    + read.deadLetters().getFirst().error());
        }
        return read.events().stream().map(event -> event.withTime(now)).toList();
    }

    /** Alertmanager's webhook, version 4, with one alert. */
    private String alert(TestEvent sent, long now) {
        TreeMap<String, String> labels = new TreeMap<>(sent.labels());
        if (!sent.name().isEmpty()) {
            labels.put("alertname", sent.name());
        }
        if (!sent.severity().isEmpty()) {
            labels.put("severity", sent.severity());
        }
        String key = sent.source() + " " + labels;
        long since = firing.getOrDefault(key, now);
        if (sent.resolved()) {
            firing.remove(key);
        } else {
            firing.put(key, since);
        }
        Map<String, Object> alert = new TreeMap<>();
        alert.put("status", sent.resolved() ? "resolved" : "firing");
        alert.put("labels", labels);
        alert.put("annotations", Map.of("description", sent.message()));
        alert.put("startsAt", Instant.ofEpochMilli(since).toString());
        alert.put("endsAt", sent.resolved() ? Instant.ofEpochMilli(now).toString() : "0001-01-01T00:00:00Z");
        return JsonMapper.shared().writeValueAsString(Map.of("version", "4", "alerts", List.of(alert)));
    }

    private String id() {
        emitted++;
        return "test/" + emitted;
    }
}
