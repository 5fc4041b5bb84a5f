package dev.farrier.stream.ingest;

import dev.farrier.stream.topology.StageListener;
import dev.farrier.model.EventView;
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
 * judged. Bounded by {@link LivenessTracker#MAX_SPEAKERS} speakers a source.
 */
final class ProgressTracker {
    /** Keeps a marker well below 900 kB. */
    private static final int MAX_CHARACTERS = 200_000;

    /** What guards take for news unless a policy says otherwise, milliseconds. */
    private static final long NEWS_FOR = 300_000;

    private final Map<String, LivenessTracker> heard = new HashMap<>();

    /**
     * @param source null when no policy file has it: then nobody asks how far it is
     * @param appendedAt the record's append time: an event from the future must not move the watermark past it
     */
    void record(EventView event, @Nullable Source source, long appendedAt) {
        if (source == null) {
            return;
        }
        LivenessTracker known = heard.get(source.name());
        if (known == null) {
            known = new LivenessTracker();
            heard.put(source.name(), known);
        }
        long time = Math.min(event.time(), appendedAt);
        known.advanceWatermark(time);
        known.recordLag(event.time(), appendedAt, lateAfter(source));
        if (source.liveness() != null) {
            known.recordSignOfLife(event, source.liveness(), time);
        }
    }

    private static long lateAfter(Source source) {
        Source.Liveness liveness = source.liveness();
        long allowed = source.lateness().toMillis()
                + (liveness == null ? 0 : liveness.maxLag().toMillis());
        return Math.max(NEWS_FOR, allowed);
    }

    /**
     * The markers of this moment: everything since the last ones.
     *
     * @param inputs topics that are read here; sources of others are not told of
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
            LivenessTracker known = heard.getOrDefault(source.name(), new LivenessTracker());
            known.reportTimes(source.name(), listener);
            for (Map.Entry<String, Long> speaker : known.speakers().entrySet()) {
                if (characters > MAX_CHARACTERS) {
                    entries.add(entry(source.name(), known, topic, partition, read, part));
                    markers.add(new ProgressMarker(entries));
                    entries = new ArrayList<>();
                    part = new TreeMap<>();
                    characters = 0;
                }
                part.put(speaker.getKey(), speaker.getValue());
                characters += speaker.getKey().length() + 10;
            }
            entries.add(entry(source.name(), known, topic, partition, read, part));
            known.reset(); // what was skipped has not been told
            characters += source.name().length() + topic.length() + 40;
        }
        heard.keySet().retainAll(bundle.sources().keySet());
        if (!entries.isEmpty()) {
            markers.add(new ProgressMarker(entries));
        }
        return markers;
    }

    private static SourceProgress entry(
            String source,
            LivenessTracker known,
            String topic,
            int partition,
            ReadProgress read,
            SortedMap<String, Long> speakers) {
        return new SourceProgress(
                source,
                topic,
                partition,
                read.partitions().getOrDefault(topic, 0),
                known.watermark(),
                read.caughtUpAt().getOrDefault(new TopicPartition(topic, partition), 0L),
                speakers,
                known.watchdogSince(speakers));
    }
}
