package dev.farrier.stream.ingest;

import dev.farrier.model.EventView;
import dev.farrier.model.ProgressMarker;
import dev.farrier.model.ProgressMarker.SourceProgress;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.source.Source;
import dev.farrier.stream.topology.StageListener;
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
 * The progress of one ingest task by source. It is in memory only: after a restart no silence is judged until it is learnt
 * again. Bounded by {@link LivenessTracker#MAX_SPEAKERS} speakers a source.
 */
final class ProgressTracker {
    /** Of the speakers in one marker, which keeps it well below 900 kB. */
    private static final int MAX_CHARACTERS = 200_000;

    /** The age up to which guards act on an event unless a policy says otherwise, milliseconds. */
    private static final long ACTED_ON_FOR = 300_000;

    private final Map<String, LivenessTracker> trackers = new HashMap<>();

    /**
     * @param source null when no policy file declares it: then its progress is not needed
     * @param appendedAt the record's append time: an event from the future must not move the watermark past it
     */
    void record(EventView event, @Nullable Source source, long appendedAt) {
        if (source == null) {
            return;
        }
        LivenessTracker tracker = trackers.computeIfAbsent(source.name(), name -> new LivenessTracker());
        long time = Math.min(event.time(), appendedAt);
        tracker.advanceWatermark(time);
        tracker.recordLag(event.time(), appendedAt, lateAfter(source));
        if (source.liveness() != null) {
            tracker.recordSignOfLife(event, source.liveness(), time);
        }
    }

    private static long lateAfter(Source source) {
        Source.Liveness liveness = source.liveness();
        long allowed = source.lateness().toMillis()
                + (liveness == null ? 0 : liveness.maxLag().toMillis());
        return Math.max(ACTED_ON_FOR, allowed);
    }

    /**
     * The markers for what was recorded since the last call.
     *
     * @param inputs topics that this application reads; sources of others get no marker
     * @param listener gets how their times compared with append times
     */
    List<ProgressMarker> drainMarkers(
            Bundle bundle,
            String eventsTopic,
            Set<String> inputs,
            int partition,
            ReadProgress read,
            StageListener listener) {
        List<ProgressMarker> markers = new ArrayList<>();
        List<SourceProgress> entries = new ArrayList<>();
        int characters = 0;
        for (Source source : bundle.sources().values()) {
            String topic = source.origin() instanceof Source.Origin.TopicOrigin users ? users.topic() : eventsTopic;
            if (!inputs.contains(topic) || partition >= read.partitions().getOrDefault(topic, 0)) {
                continue;
            }
            SortedMap<String, Long> part = new TreeMap<>();
            LivenessTracker tracker = trackers.getOrDefault(source.name(), new LivenessTracker());
            tracker.reportTimes(source.name(), listener);
            listener.watermark(source.name(), tracker.watermark());
            for (Map.Entry<String, Long> speaker : tracker.speakers().entrySet()) {
                if (characters > MAX_CHARACTERS) {
                    entries.add(entry(source.name(), tracker, topic, partition, read, part));
                    markers.add(new ProgressMarker(entries));
                    entries = new ArrayList<>();
                    part = new TreeMap<>();
                    characters = 0;
                }
                part.put(speaker.getKey(), speaker.getValue());
                characters += speaker.getKey().length() + 10;
            }
            entries.add(entry(source.name(), tracker, topic, partition, read, part));
            tracker.reset();
            characters += source.name().length() + topic.length() + 40;
        }
        trackers.keySet().retainAll(bundle.sources().keySet());
        if (!entries.isEmpty()) {
            markers.add(new ProgressMarker(entries));
        }
        return markers;
    }

    private static SourceProgress entry(
            String source,
            LivenessTracker tracker,
            String topic,
            int partition,
            ReadProgress read,
            SortedMap<String, Long> speakers) {
        return new SourceProgress(
                source,
                topic,
                partition,
                read.partitions().getOrDefault(topic, 0),
                tracker.watermark(),
                read.caughtUpAt().getOrDefault(new TopicPartition(topic, partition), 0L),
                speakers,
                tracker.watchdogSince(speakers));
    }
}
