package dev.farrier.stream.topology;

import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import dev.farrier.model.ProgressMarker;
import dev.farrier.model.ProgressMarker.SourceProgress;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What one ingest task knows of how far its sources are: soft state, learnt anew after a restart, until when no silence is
 * judged. Bounded by {@link #MAX_SPEAKERS} a source.
 */
final class SourceProgresses {
    /** Speakers heard of a source between two markers; more are not remembered, and so count as silent. */
    static final int MAX_SPEAKERS = 20_000;

    /** Keeps a marker well below 900 kB. */
    private static final int MAX_CHARACTERS = 200_000;

    private final Map<String, Long> watermarks = new HashMap<>();
    private final Map<String, SortedMap<String, Long>> heard = new HashMap<>();
    private final Map<String, SortedMap<String, Long>> watchdogSince = new HashMap<>();

    /** @param appendedAt the record's append time: an event from the future must not move the watermark past it */
    void saw(Event event, @Nullable Source source, long appendedAt) {
        watermarks.merge(event.source(), Math.min(event.time(), appendedAt), Math::max);
        if (source == null || source.liveness() == null) {
            return;
        }
        Source.Liveness liveness = source.liveness();
        boolean sign = liveness.watchdog().isEmpty()
                || (event.firing() && liveness.watchdog().stream().allMatch(matcher -> matcher.matches(event)));
        if (sign) {
            SortedMap<String, Long> speakers = heard.computeIfAbsent(event.source(), s -> new TreeMap<>());
            String speaker = speaker(liveness, event);
            if (speakers.size() < MAX_SPEAKERS || speakers.containsKey(speaker)) {
                speakers.merge(speaker, Math.min(event.time(), appendedAt), Math::max);
                if (event.alert() != null && !liveness.watchdog().isEmpty()) {
                    watchdogSince
                            .computeIfAbsent(event.source(), s -> new TreeMap<>())
                            .merge(speaker, event.alert().startsAt(), Math::max);
                }
            }
        }
    }

    private static String speaker(Source.Liveness liveness, Event event) {
        if (liveness.by().isEmpty()) {
            return "";
        }
        SortedMap<String, String> values = new TreeMap<>();
        liveness.by().forEach(label -> values.put(label, event.label(label)));
        return Labels.key(Labels.copyOf(values));
    }

    /**
     * The markers of this moment: everything since the last ones.
     *
     * @param inputs topics that are read here; sources of others are not told of
     */
    List<ProgressMarker> take(Bundle bundle, String eventsTopic, Set<String> inputs, int partition, ReadProgress read) {
        List<ProgressMarker> markers = new ArrayList<>();
        List<SourceProgress> entries = new ArrayList<>();
        int characters = 0;
        for (Source source : bundle.sources().values()) {
            String topic = source.origin() instanceof Source.Origin.Topic users ? users.topic() : eventsTopic;
            if (!inputs.contains(topic) || partition >= read.partitions().getOrDefault(topic, 0)) {
                continue;
            }
            SortedMap<String, Long> part = new TreeMap<>();
            for (Map.Entry<String, Long> speaker :
                    heard.getOrDefault(source.name(), new TreeMap<>()).entrySet()) {
                if (characters > MAX_CHARACTERS) {
                    entries.add(entry(source.name(), topic, partition, read, part));
                    markers.add(new ProgressMarker(entries));
                    entries = new ArrayList<>();
                    part = new TreeMap<>();
                    characters = 0;
                }
                part.put(speaker.getKey(), speaker.getValue());
                characters += speaker.getKey().length() + 10;
            }
            entries.add(entry(source.name(), topic, partition, read, part));
            characters += source.name().length() + topic.length() + 40;
        }
        heard.clear();
        watchdogSince.clear();
        if (!entries.isEmpty()) {
            markers.add(new ProgressMarker(entries));
        }
        return markers;
    }

    private SourceProgress entry(
            String source, String topic, int partition, ReadProgress read, SortedMap<String, Long> speakers) {
        SortedMap<String, Long> since = new TreeMap<>(watchdogSince.getOrDefault(source, new TreeMap<>()));
        since.keySet().retainAll(speakers.keySet());
        return new SourceProgress(
                source,
                topic,
                partition,
                read.partitions().getOrDefault(topic, 0),
                watermarks.getOrDefault(source, 0L),
                read.caughtUpAt().getOrDefault(new TopicPartition(topic, partition), 0L),
                speakers,
                since);
    }
}
