package dev.farrier.stream.ingest;

import dev.farrier.model.Event;
import dev.farrier.model.EventView;
import dev.farrier.model.Labels;
import dev.farrier.policy.source.Source;
import dev.farrier.stream.topology.StageListener;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What one ingest task has read of one source: its watermark, and who spoke since the last progress marker. */
final class LivenessTracker {
    /** Speakers between two markers. Further ones are dropped, and so count as silent. */
    static final int MAX_SPEAKERS = 20_000;

    /** Milliseconds by which a producer's clock may be ahead. */
    private static final long CLOCK_SKEW = 60_000;

    private final Map<String, Long> speakers = new HashMap<>();
    private final SortedMap<String, Long> watchdogSince = new TreeMap<>();
    private long watermark;
    private long fine;
    private long late;
    private long future;
    private long furthest;

    /** @param lateAfter the largest lag that is not late, milliseconds */
    void recordLag(long time, long appendedAt, long lateAfter) {
        long lag = appendedAt - time;
        if (lag > lateAfter) {
            late++;
            furthest = Math.max(furthest, lag);
        } else if (lag < -CLOCK_SKEW) {
            future++;
            furthest = Math.max(furthest, -lag);
        } else {
            fine++;
        }
    }

    /** Reports the lags since the last call. */
    void reportTimes(String source, StageListener listener) {
        listener.times(source, fine, late, future, furthest);
        fine = 0;
        late = 0;
        future = 0;
        furthest = 0;
    }

    void advanceWatermark(long time) {
        watermark = Math.max(watermark, time);
    }

    /** Of a source with a watchdog alert, only that alert is a sign of life. */
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
        if (speakers.size() >= MAX_SPEAKERS && !speakers.containsKey(speaker)) {
            return false;
        }
        speakers.merge(speaker, time, Math::max);
        return true;
    }

    private static String speaker(Source.Liveness liveness, EventView event) {
        if (liveness.by().isEmpty()) {
            return "";
        }
        SortedMap<String, String> values = new TreeMap<>();
        liveness.by().forEach(name -> values.put(name, event.label(name)));
        return Labels.key(Labels.copyOf(values));
    }

    /** Event time, epoch milliseconds; 0 before the first event. */
    long watermark() {
        return watermark;
    }

    /** Speaker → its newest event time, epoch milliseconds. */
    SortedMap<String, Long> speakers() {
        return new TreeMap<>(speakers);
    }

    /** Of these speakers, those that are watchdog alerts → since when each fires, epoch milliseconds. */
    SortedMap<String, Long> watchdogSince(SortedMap<String, Long> of) {
        SortedMap<String, Long> since = new TreeMap<>(watchdogSince);
        since.keySet().retainAll(of.keySet());
        return since;
    }

    /** Forgets the speakers, once a marker has them. */
    void reset() {
        speakers.clear();
        watchdogSince.clear();
    }
}
