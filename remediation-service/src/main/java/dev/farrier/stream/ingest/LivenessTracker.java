package dev.farrier.stream.ingest;

import dev.farrier.stream.topology.StageListener;
import dev.farrier.model.Event;
import dev.farrier.model.EventView;
import dev.farrier.model.Labels;
import dev.farrier.policy.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What one task has heard of one source: how far it is, and since the last marker who spoke. */
final class LivenessTracker {
    /** Speakers between two markers; more are not remembered, and so count as silent. */
    static final int MAX_SPEAKERS = 20_000;

    /** A clock may be a little wrong. */
    private static final long AHEAD = 60_000;

    private final Latest watermark = new Latest();
    private final Map<String, Latest> speakers = new HashMap<>();
    private final SortedMap<String, Long> watchdogSince = new TreeMap<>();
    /** By a label's name and value: making such a key for each event took longer than matching it. */
    private final Map<String, Map<String, String>> keys = new HashMap<>();

    private long fine;
    private long late;
    private long future;
    private long furthest;

    /** A time that grows: one object for a speaker, not one for each event. */
    private static final class Latest {
        private long time = Long.MIN_VALUE;

        void atLeast(long other) {
            time = Math.max(time, other);
        }
    }

    /** @param lateAfter how long after its time an event may be appended and still be news, milliseconds */
    void recordLag(long time, long appendedAt, long lateAfter) {
        long lag = appendedAt - time;
        if (lag > lateAfter) {
            late++;
            furthest = Math.max(furthest, lag);
        } else if (lag < -AHEAD) {
            future++;
            furthest = Math.max(furthest, -lag);
        } else {
            fine++;
        }
    }

    /** Tells it, and begins anew. */
    void reportTimes(String source, StageListener listener) {
        listener.times(source, fine, late, future, furthest);
        fine = 0;
        late = 0;
        future = 0;
        furthest = 0;
    }

    void advanceWatermark(long time) {
        watermark.atLeast(time);
    }

    /** With a watchdog, only that one is a sign of life. */
    void recordSignOfLife(EventView event, Source.Liveness liveness, long time) {
        if (liveness.watchdog().isEmpty()) {
            recordSpeaker(speaker(liveness, event), time);
            return;
        }
        Event whole = event.whole();
        if (whole.firing() && liveness.watchdog().stream().allMatch(matcher -> matcher.matches(whole))) {
            String speaker = speaker(liveness, whole);
            if (recordSpeaker(speaker, time) && whole.alert() != null) {
                watchdogSince.merge(speaker, whole.alert().startsAt(), Math::max);
            }
        }
    }

    /** False when there are too many speakers. */
    private boolean recordSpeaker(String speaker, long time) {
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

    private String speaker(Source.Liveness liveness, EventView event) {
        List<String> by = liveness.by();
        if (by.isEmpty()) {
            return "";
        }
        if (by.size() > 1) {
            SortedMap<String, String> values = new TreeMap<>();
            by.forEach(name -> values.put(name, event.label(name)));
            return Labels.key(Labels.copyOf(values));
        }
        String name = by.getFirst();
        String value = event.label(name);
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

    /** Event time, epoch milliseconds; 0 when there was no event. */
    long watermark() {
        return watermark.time == Long.MIN_VALUE ? 0 : watermark.time;
    }

    /** When each speaker was last heard, epoch milliseconds. */
    SortedMap<String, Long> speakers() {
        SortedMap<String, Long> times = new TreeMap<>();
        speakers.forEach((speaker, latest) -> times.put(speaker, latest.time));
        return times;
    }

    /** Of those speakers that are watchdogs since when each fires, epoch milliseconds. */
    SortedMap<String, Long> watchdogSince(SortedMap<String, Long> of) {
        SortedMap<String, Long> since = new TreeMap<>(watchdogSince);
        since.keySet().retainAll(of.keySet());
        return since;
    }

    /** After a marker. How far the source is stays known. */
    void reset() {
        speakers.clear();
        watchdogSince.clear();
    }
}
