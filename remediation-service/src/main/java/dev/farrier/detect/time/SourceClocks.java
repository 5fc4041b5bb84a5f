package dev.farrier.detect.time;

import static dev.farrier.detect.state.StateEntry.NEVER;

import dev.farrier.model.Labels;
import dev.farrier.model.ProgressMarker.SourceProgress;
import dev.farrier.policy.source.Source.Liveness;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far each source was read, and since when it has been heard. In memory only: after a restart, silence counts from the
 * first marker.
 *
 * <p>At most 50,000 speakers a source are remembered, those heard most recently.
 */
public final class SourceClocks {
    public static final int SPEAKERS = 50_000;

    private final Map<String, SourceClock> sources = new TreeMap<>();
    private final Consumer<String> tooMany;
    private final boolean inOrder;

    /**
     * @param tooMany gets the source of each speaker that is forgotten because there are too many
     * @param inOrder events come in the order of their time, as in replay: a source has no lag
     */
    public SourceClocks(Consumer<String> tooMany, boolean inOrder) {
        this.tooMany = tooMany;
        this.inOrder = inOrder;
    }

    private static final class SourceClock {
        final String topic;
        long[] readUpTo = {};
        long lastHeard = NEVER;
        long aliveSince = NEVER;
        /** Speaker → event time of its newest event; the one heard longest ago first. */
        final LinkedHashMap<String, Long> speakers = new LinkedHashMap<>();

        /** Speaker → when the watchdog alert that speaks for it began to fire. */
        final Map<String, Long> watchdogSince = new HashMap<>();

        final TreeSet<String> unreported = new TreeSet<>();
        /** Label names → the two speakers heard last; cleared whenever a speaker is heard. */
        final Map<List<String>, LastTwo> lastTwo = new HashMap<>();

        SourceClock(String topic) {
            this.topic = topic;
        }
    }

    /** @param last the speaker heard last, reduced to some of its labels */
    private record LastTwo(String last, long time, long timeOfTheOther) {}

    /**
     * Updates the clock of a source with what ingest has read of one partition.
     *
     * @param liveness of the source; null: it has none, so no lag is subtracted
     */
    public void update(SourceProgress progress, @Nullable Liveness liveness, boolean reportsHeard) {
        SourceClock source = sources.get(progress.source());
        if (source == null || !source.topic.equals(progress.topic())) {
            source = new SourceClock(progress.topic());
            sources.put(progress.source(), source);
        }
        int partition = progress.partition();
        int partitions = Math.max(progress.partitions(), partition + 1);
        int known = source.readUpTo.length;
        if (known != partitions) {
            source.readUpTo = Arrays.copyOf(source.readUpTo, partitions);
            Arrays.fill(source.readUpTo, Math.min(known, partitions), partitions, NEVER);
        }
        source.readUpTo[partition] = Math.max(source.readUpTo[partition], readUpTo(progress, liveness));
        recordHeartbeats(progress, source, liveness, reportsHeard);
    }

    /** The lag is always subtracted: an event of one speaker must not move the clock past the late events of another. */
    private long readUpTo(SourceProgress progress, @Nullable Liveness liveness) {
        long latest = Math.max(progress.watermark(), progress.caughtUpAt());
        return latest == 0
                ? NEVER
                : latest - (liveness == null || inOrder ? 0 : liveness.maxLag().toMillis());
    }

    private void recordHeartbeats(
            SourceProgress progress, SourceClock source, @Nullable Liveness liveness, boolean report) {
        if (progress.heard().isEmpty()) {
            return;
        }
        source.lastTwo.clear();
        source.watchdogSince.putAll(progress.watchdogSince());
        progress.heard().forEach((speaker, time) -> {
            Long before = source.speakers.remove(speaker);
            source.speakers.put(speaker, before == null ? time : Math.max(before, time));
            if (report && (before == null || time > before)) {
                source.unreported.add(speaker);
            }
            if (source.speakers.size() > SPEAKERS) {
                String forgotten = source.speakers.keySet().iterator().next();
                source.speakers.remove(forgotten);
                source.unreported.remove(forgotten);
                source.watchdogSince.remove(forgotten);
                tooMany.accept(progress.source());
            }
        });
        if (liveness != null) {
            long gap = liveness.expectEvery().toMillis();
            progress.heard().values().stream().sorted().forEach(time -> {
                if (source.lastHeard == NEVER || time > source.lastHeard + gap) {
                    source.aliveSince = time;
                }
                source.lastHeard = Math.max(source.lastHeard, time);
            });
        }
    }

    /** Everything that happened before this time was read, epoch milliseconds; NEVER until every partition was read. */
    public long clock(String source) {
        SourceClock clock = sources.get(source);
        return clock == null ? NEVER : Arrays.stream(clock.readUpTo).min().orElse(NEVER);
    }

    /** Since when the source as a whole was heard without a gap longer than {@code expectEvery}; NEVER when it was not. */
    public long aliveSince(String source) {
        SourceClock clock = sources.get(source);
        return clock == null ? NEVER : clock.aliveSince;
    }

    /** Event time of the last heartbeat of any speaker of this source; NEVER: there was none. */
    public long lastHeardAt(String source) {
        SourceClock clock = sources.get(source);
        return clock == null ? NEVER : clock.lastHeard;
    }

    /**
     * Whether a silence of this group until {@code judged} is the group's own, and not its source's: another speaker was heard
     * at {@code judged} or later. When the group has no label that tells speakers apart, it is enough that the source as a whole
     * was heard at most {@code expectEvery} before.
     */
    public boolean isAliveApartFrom(String name, Liveness liveness, SortedMap<String, String> group, long judged) {
        SourceClock source = sources.get(name);
        if (source == null) {
            return false;
        }
        List<String> by = liveness.by().stream().filter(group::containsKey).toList();
        if (by.isEmpty()) {
            return source.lastHeard != NEVER
                    && source.lastHeard >= judged - liveness.expectEvery().toMillis();
        }
        LastTwo lastTwo = source.lastTwo.computeIfAbsent(by, labels -> lastTwo(source.speakers, labels));
        boolean own = lastTwo.last.equals(project(group, by));
        return (own ? lastTwo.timeOfTheOther : lastTwo.time) >= judged;
    }

    private static LastTwo lastTwo(Map<String, Long> speakers, List<String> by) {
        Map<String, Long> times = new TreeMap<>();
        speakers.forEach((speaker, time) -> times.merge(project(Labels.parse(speaker), by), time, Math::max));
        String last = "";
        long time = NEVER;
        long other = NEVER;
        for (Map.Entry<String, Long> entry : times.entrySet()) {
            if (entry.getValue() > time) {
                other = time;
                last = entry.getKey();
                time = entry.getValue();
            } else {
                other = Math.max(other, entry.getValue());
            }
        }
        return new LastTwo(last, time, other);
    }

    private static String project(Map<String, String> labels, List<String> by) {
        TreeMap<String, String> projected = new TreeMap<>(labels);
        projected.keySet().retainAll(by);
        return Labels.key(projected);
    }

    /** Source → {@link #clock}, without the sources that have none. */
    public SortedMap<String, Long> watermarks() {
        TreeMap<String, Long> watermarks = new TreeMap<>();
        sources.keySet().forEach(source -> {
            if (clock(source) != NEVER) {
                watermarks.put(source, clock(source));
            }
        });
        return watermarks;
    }

    /**
     * Takes out the speakers that were heard since the last call, up to about this size.
     *
     * @return source → speaker → latest event time; empty when nothing is left
     */
    public SortedMap<String, SortedMap<String, Long>> drainHeartbeats(int characters) {
        TreeMap<String, SortedMap<String, Long>> heard = new TreeMap<>();
        int[] left = {characters};
        sources.forEach((name, source) -> {
            while (left[0] > 0 && !source.unreported.isEmpty()) {
                String speaker = source.unreported.removeFirst();
                heard.computeIfAbsent(name, n -> new TreeMap<>())
                        .put(speaker, source.speakers.getOrDefault(speaker, NEVER));
                left[0] -= speaker.length() + Long.BYTES;
            }
        });
        return heard;
    }

    /** When the watchdogs of these speakers began to fire, for those that have one. */
    public SortedMap<String, SortedMap<String, Long>> watchdogSince(SortedMap<String, SortedMap<String, Long>> heard) {
        TreeMap<String, SortedMap<String, Long>> since = new TreeMap<>();
        heard.forEach((name, speakers) -> {
            SourceClock source = sources.get(name);
            if (source != null && !source.watchdogSince.isEmpty()) {
                TreeMap<String, Long> reported = new TreeMap<>(source.watchdogSince);
                reported.keySet().retainAll(speakers.keySet());
                since.put(name, reported);
            }
        });
        return since;
    }
}
