package dev.farrier.stream.topology;

import dev.farrier.model.Event;
import dev.farrier.model.EventView;
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
import java.util.function.UnaryOperator;
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

    private final Map<String, Latest> watermarks = new HashMap<>();
    private final Map<String, Map<String, Latest>> heard = new HashMap<>();
    private final Map<String, SortedMap<String, Long>> watchdogSince = new HashMap<>();
    /** By a label's name and value: making such a key for each event took longer than matching it. */
    private final Map<String, Map<String, String>> keys = new HashMap<>();

    /** A time that grows: one object for a speaker, not one for each event. */
    private static final class Latest {
        private long time = Long.MIN_VALUE;

        void atLeast(long other) {
            time = Math.max(time, other);
        }
    }

    /** Whether {@link #saw(Event, Source, long)} must be told of this source's events, and a glance at them is not enough. */
    static boolean needsWhole(@Nullable Source source) {
        return source != null
                && source.liveness() != null
                && !source.liveness().watchdog().isEmpty();
    }

    /**
     * An event that was not decoded.
     *
     * @param source one that does not need them whole
     */
    void saw(EventView event, @Nullable Source source, long appendedAt) {
        long time = Math.min(event.time(), appendedAt);
        watermark(event.source(), time);
        if (source != null && source.liveness() != null) {
            hear(event.source(), speaker(source.liveness(), event::label), time);
        }
    }

    /** @param appendedAt the record's append time: an event from the future must not move the watermark past it */
    void saw(Event event, @Nullable Source source, long appendedAt) {
        long time = Math.min(event.time(), appendedAt);
        watermark(event.source(), time);
        if (source == null || source.liveness() == null) {
            return;
        }
        Source.Liveness liveness = source.liveness();
        boolean sign = liveness.watchdog().isEmpty()
                || (event.firing() && liveness.watchdog().stream().allMatch(matcher -> matcher.matches(event)));
        if (sign) {
            String speaker = speaker(liveness, event::label);
            if (hear(event.source(), speaker, time)
                    && event.alert() != null
                    && !liveness.watchdog().isEmpty()) {
                watchdogSince
                        .computeIfAbsent(event.source(), s -> new TreeMap<>())
                        .merge(speaker, event.alert().startsAt(), Math::max);
            }
        }
    }

    private void watermark(String source, long time) {
        Latest watermark = watermarks.get(source);
        if (watermark == null) {
            watermark = new Latest();
            watermarks.put(source, watermark);
        }
        watermark.atLeast(time);
    }

    /** False when there are too many speakers. */
    private boolean hear(String source, String speaker, long time) {
        Map<String, Latest> speakers = heard.computeIfAbsent(source, s -> new HashMap<>());
        Latest latest = speakers.get(speaker);
        if (latest == null) {
            if (speakers.size() >= MAX_SPEAKERS) {
                return false;
            }
            latest = new Latest();
            speakers.put(speaker, latest);
        }
        latest.atLeast(time);
        return true;
    }

    private String speaker(Source.Liveness liveness, UnaryOperator<String> label) {
        List<String> by = liveness.by();
        if (by.isEmpty()) {
            return "";
        }
        if (by.size() > 1) {
            SortedMap<String, String> values = new TreeMap<>();
            by.forEach(name -> values.put(name, label.apply(name)));
            return Labels.key(Labels.copyOf(values));
        }
        String name = by.getFirst();
        String value = label.apply(name);
        Map<String, String> known = keys.computeIfAbsent(name, n -> new HashMap<>());
        String key = known.get(value);
        if (key == null) {
            if (known.size() >= MAX_SPEAKERS) {
                known.clear();
            }
            key = Labels.key(Labels.of(name, value));
            known.put(value, key);
        }
        return key;
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
            for (Map.Entry<String, Latest> speaker :
                    new TreeMap<>(heard.getOrDefault(source.name(), Map.of())).entrySet()) {
                if (characters > MAX_CHARACTERS) {
                    entries.add(entry(source.name(), topic, partition, read, part));
                    markers.add(new ProgressMarker(entries));
                    entries = new ArrayList<>();
                    part = new TreeMap<>();
                    characters = 0;
                }
                part.put(speaker.getKey(), speaker.getValue().time);
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
        Latest watermark = watermarks.get(source);
        return new SourceProgress(
                source,
                topic,
                partition,
                read.partitions().getOrDefault(topic, 0),
                watermark == null ? 0 : watermark.time,
                read.caughtUpAt().getOrDefault(new TopicPartition(topic, partition), 0L),
                speakers,
                since);
    }
}
